import Afterglow
import AfterglowAuth
import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Logging

/// A user of the services under test.
struct Member: RoleHolder, PermissionHolder, Equatable {
  var name: String
  var roles: Set<String> = []
  var permissions: Set<String> = []
}

extension Application {
  /// A service that logs nothing, with these ways to be authenticated.
  static func authenticated(by authenticators: any Authenticator...) -> Application {
    let app = Application(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    for authenticator in authenticators { app.add(middleware: AuthenticationMiddleware(authenticator)) }
    app.get("/me") { (request: Authenticated<Member>) in request.user.name }
    return app
  }
}

extension BasicAuthenticator<Member> {
  /// Takes every user name, with the password `right`.
  static let right = BasicAuthenticator(realm: "Test") { credentials, _ in
    credentials.password == "right" ? Member(name: credentials.userName) : nil
  }
}

extension HTTPFields {
  /// HTTP Basic with a user name and password.
  static func basic(_ userName: String, _ password: String) -> HTTPFields {
    [.authorization: "Basic " + Data("\(userName):\(password)".utf8).base64EncodedString()]
  }

  static func bearer(_ token: String) -> HTTPFields { [.authorization: "Bearer \(token)"] }
}
