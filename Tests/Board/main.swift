// The service of the page "A whole service": a notice board.

import Afterglow
import AfterglowAuth
import AfterglowSessions

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

await Application.run {
  // Tests sign many members up.
  let isTrial = ProcessInfo.processInfo.environment["BOARD_TRIAL"] == "1"
  let hasher = PasswordHasher(isTrial ? .scrypt(costExponent: 4, blockSize: 8, parallelism: 1) : .standard)
  let passwords = PasswordChecker(hasher, limits: PasswordLimits(checksAtOnce: isTrial ? 100 : nil))
  return boardApplication(
    secrets: try SessionSecret.list(fromEnvironment: "BOARD_SECRET"), pictures: FileFolder("pictures"),
    members: Members(passwords: passwords))
}
