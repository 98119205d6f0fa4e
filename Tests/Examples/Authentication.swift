import Afterglow
import AfterglowAuth

/// The example of the page "Authentication".
func authenticationExample() -> Application {
  let app = Application()

  let hasher = PasswordHasher(cache: PasswordCache())
  let passwords = PasswordChecker(hasher)
  let accounts = AccountTable()

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

  app.get("/address") { (request: Request) in try request.user.email }

  app.include("/admin", middleware: [Require<Account> { account, _ in account.isAdministrator }]) { admin in
    admin.get("/audit") { "all is well" }
  }

  let mayRead = AnyOf(
    RequireRole<Account>("editor"),
    AllOf(RequireRole<Account>("author"), Not(RequireRole<Account>("suspended"))))
  app.get("/drafts", middleware: [mayRead]) { ["The first draft"] }

  let sensors = SecretTable(["mF_9.B5f-4.1JqM": Account(email: "sensor@example.org")])
  let machines = BearerAuthenticator(realm: "Notes", tokens: sensors)
  app.include("/readings", middleware: [AuthenticationMiddleware(machines)]) { readings in
    readings.get(middleware: [RequireUser()]) { [21.5, 22] }
    readings.delete(middleware: [RequirePermission<Account>("readings:delete")]) { "deleted" }
  }

  let colleagues = WebServerUserAuthenticator(checkedByWebServerFor: "Intranet") { name, _ in
    accounts.find(name)?.user
  }
  app.include("/intranet", middleware: [AuthenticationMiddleware(colleagues), RequireUser()]) { intranet in
    intranet.get { (request: Authenticated<Account>) in "Hello, \(request.user.email)!" }
  }

  app.include("/partners", middleware: [AuthenticationMiddleware(CertificateAuthenticator())]) { partners in
    partners.get { (request: Authenticated<Partner>) in "Hello, \(request.user.name)!" }
  }

  app.addHashPasswordCommand(hasher)

  return app
}

private struct Account: RoleHolder, PermissionHolder {
  var email: String
  var isAdministrator = false
  var roles: Set<String> = []
  var permissions: Set<String> = []

  static let backup = Account(email: "backup@example.org")
}

extension Request {
  fileprivate var user: Account { get throws { try user(as: Account.self) } }
}

private struct Partner: Sendable {
  var name: String
}

/// Whoever has shown nginx a certificate that it trusts.
private struct CertificateAuthenticator: Authenticator {
  let challenge = AuthenticationChallenge("Certificate", realm: "Partners")

  func authenticate(_ request: Request) -> AuthenticationResult<Partner> {
    guard let name = request.params["SSL_CLIENT_S_DN"], !name.isEmpty else { return .noCredentials }
    guard request.params["SSL_CLIENT_VERIFY"] == "SUCCESS" else { return .badCredentials() }
    return .user(Partner(name: name))
  }
}

private struct AccountTable: Sendable {
  let ada = try? PasswordHash(
    "$scrypt$ln=15,r=8,p=3$g61NKL+K+D82fxAAzEWSvg$w9OJhwtuLAUP8sARHtSdTWvZnb9z4RDkvFnilp9rQKQ")
  let bob = try? PasswordHash(
    "$scrypt$ln=15,r=8,p=3$4P4TGkjVGxmJA8CeZjB9Rg$ERuJOGEQosFOx3uICTPX0IvXOWwCQkQthRfKBRC1qo0")

  func find(_ name: String) -> (user: Account, hash: PasswordHash)? {
    switch name {
    case "ada":
      ada.map { (Account(email: "ada@example.org", isAdministrator: true, roles: ["author"]), $0) }
    case "bob": bob.map { (Account(email: "bob@example.org", roles: ["author", "suspended"]), $0) }
    default: nil
    }
  }
}
