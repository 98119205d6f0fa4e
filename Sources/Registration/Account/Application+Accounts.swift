import Afterglow
import AfterglowAuth
import HTTPTypes
import Logging

extension Application {
  /// Adds the routes that need a user, authenticated by HTTP Basic.
  ///
  /// - Parameters:
  ///   - usersFile: the path to the accounts file; `nil` for the single account for development.
  ///   - notifications: the functions that notify users.
  func addAccountRoutes(usersFile: String?, notifications: Notifications) {
    let hasher = PasswordHasher(cache: PasswordCache())
    addHashPasswordCommand(hasher)
    provide(AccountBook.self) {
      if let usersFile { try AccountBook(path: usersFile) } else { try AccountBook.forDevelopment() }
    }
    if usersFile == nil {
      let logger = logger
      onStartup {
        logger.notice(
          "REGISTRATION_USERS is not set: there is one user, for development, whose password everybody knows."
        )
      }
    }
    let basic = BasicAuthenticator<Account>(
      realm: "Registration", passwords: PasswordChecker(hasher)
    ) { email, request in
      try await request.dependency(AccountBook.self).account(email)
    }
    include("/me", middleware: [AuthenticationMiddleware(basic)]) { me in
      me.get { (request: Authenticated<Account>) in JSONResponse(["email": request.user.email]) }

      me.post("/notify") { (request: Authenticated<Account>) in
        let address = try EmailAddress(request.user.email)
        let task = BackgroundTask(
          notifications.sendEmail, address, "You asked to be notified.", name: "notification-email")
        return JSONResponse(["message": "Email sent"], status: .accepted, background: task)
      }
    }
  }
}
