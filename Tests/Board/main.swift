// The service of the page "A whole service": a notice board.

import Afterglow
import AfterglowAuth
import AfterglowSessions

await Application.run {
  let members = Members(passwords: PasswordHasher())
  return boardApplication(
    secrets: try SessionSecret.list(fromEnvironment: "BOARD_SECRET"), pictures: FileFolder("pictures"),
    members: members)
}
