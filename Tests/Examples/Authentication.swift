import Afterglow
import AfterglowAuth
import HTTPTypes

/// The example of the page "Authentication".
func authenticationExample() throws -> Application {
  let app = Application()

  let passwords = PasswordHasher(cache: PasswordCache())
  let accounts = try AccountTable(hashedBy: passwords)

  let people = BasicAuthenticator<Account>(realm: "Notes", passwords: passwords) { name, _ in
    accounts.find(name)
  }
  let programs = APIKeyAuthenticator<Account>(
    realm: "Notes", keys: SecretTable(["a-long-random-key": .backup]))
  app.add(middleware: AuthenticationMiddleware(people, programs))

  app.get("/me") { (request: Authenticated<Account>) in
    JSONResponse(["email": request.user.email])
  }

  app.get("/greeting") { (request: Authenticated<Account>?) in
    "Hello, \(request?.user.email ?? "stranger")!"
  }

  app.include("/admin", middleware: [Require<Account> { account, _ in account.isAdministrator }]) { admin in
    admin.get("/audit") { "all is well" }
  }

  return app
}

private struct Account: Sendable {
  var email: String
  var isAdministrator = false

  static let backup = Account(email: "backup@example.org")
}

private struct AccountTable: Sendable {
  let ada: PasswordHash
  let bob: PasswordHash

  init(hashedBy passwords: PasswordHasher) throws {
    ada = try passwords.hash("lovelace")
    bob = try passwords.hash("builder")
  }

  func find(_ name: String) -> (user: Account, hash: PasswordHash)? {
    switch name {
    case "ada": (Account(email: "ada@example.org", isAdministrator: true), ada)
    case "bob": (Account(email: "bob@example.org"), bob)
    default: nil
    }
  }
}
