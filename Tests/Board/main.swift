// The service of the page "A whole service": a notice board.

import Afterglow
import AfterglowAuth
import AfterglowSessions

await Application.run { settings in
  // Tests sign many members up.
  let isTrial = settings.bool(forKey: "board.trial", default: false)
  let hasher = PasswordHasher(isTrial ? .scrypt(costExponent: 4, blockSize: 8, parallelism: 1) : .standard)
  let passwords = PasswordChecker(hasher, limits: PasswordLimits(checksAtOnce: isTrial ? 100 : nil))
  let secrets = try settings.requiredString(forKey: "board.secret", isSecret: true)
  return boardApplication(
    secrets: try SessionSecret.list(secrets), pictures: FileFolder("pictures"),
    members: Members(passwords: passwords))
}
