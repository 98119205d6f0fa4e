import Afterglow
import AfterglowAuth
import Foundation

/// The example of the page "Background tasks".
func backgroundTasksExample() -> Application {
  let app = Application()

  app.post("/register", background: BackgroundTask(sendEmailNotification, "Account created")) {
    (data: UserIn) in
    JSONResponse(["message": "Created"])
  }

  app.post(
    "/register/list",
    background: BackgroundTasks([
      BackgroundTask(sendEmailNotification, "Account created"),
      BackgroundTask(writeInFile),
    ])
  ) { (data: UserIn) in
    JSONResponse(["message": "Created"])
  }

  app.add(middleware: AuthenticationMiddleware(users))

  app.observe(backgroundTasks: FailureReport())

  app.get("/failing", background: BackgroundTask(fail, name: "failing")) { "ok" }

  app.post("/users") { (data: UserIn, request: Authenticated<User>) in
    Response(
      ["message": "Email sent"],
      background: BackgroundTask(sendEmailNotification, request.user.email, "Thank you for registering."))
  }

  app.post("/users/list") { (data: UserIn, request: Authenticated<User>) in
    Response(
      ["message": "Email sent"],
      background: BackgroundTasks([
        BackgroundTask(sendEmailNotification, request.user.email, "Thank you for registering."),
        BackgroundTask(writeInFile, request.user.email),
      ]))
  }

  app.post("/users/added") { (data: UserIn, request: Authenticated<User>) in
    var tasks = BackgroundTasks()
    tasks.addTask(sendEmailNotification, request.user.email, "Thank you for registering.")
    tasks.addTask(writeInFile, request.user.email)
    return Response(["message": "Email sent"], background: tasks)
  }

  app.post("/users/request") { (data: UserIn, request: Request) in
    request.background.addTask(name: "welcome", timeout: .seconds(30)) {
      try await sendEmailNotification(email: data.email, message: "Welcome.")
    }
    return JSONResponse(["message": "Email sent"])
  }

  let patient = BackgroundTaskOptions(name: "welcome", timeout: .seconds(30))
  app.post("/users/options") { (data: UserIn) in
    JSONResponse(
      ["message": "Email sent"],
      background: BackgroundTask(sendEmailNotification, data.email, "Welcome.", options: patient))
  }

  return app
}

private struct FailureReport: BackgroundTaskObserver {
  func taskEnded(_ outcome: BackgroundTaskOutcome, of context: RequestContext) async {
    guard case .failed(let error) = outcome.result else { return }
    print("Reported: \(outcome.name) of \(context.requestID) failed: \(error)")
  }
}

private func fail() throws {
  throw CancellationError()
}

private struct UserIn: Content {
  var email: String
  var password: String
}

private struct User: Sendable {
  var email: String
}

private let users = BasicAuthenticator<User>(realm: "Registration") { credentials, _ in
  credentials.password == "lovelace" ? User(email: credentials.userName) : nil
}

/// Sends an e-mail notification.
private func sendEmailNotification(message: String) async throws {
  print("To the user: \(message)")
}

private func sendEmailNotification(email: String, message: String) async throws {
  print("To \(email): \(message)")
}

private func writeInFile() throws {
  try "Notification sent @ \(now())".write(toFile: "log.txt", atomically: true, encoding: .utf8)
  print("Written.")
}

private func writeInFile(email: String) throws {
  try "Notification sent @ \(now()) to: \(email)".write(toFile: "log.txt", atomically: true, encoding: .utf8)
  print("Written for \(email).")
}

/// The time as `2026-11-23 05:00:00`.
private func now() -> String {
  Date.now.formatted(
    .iso8601.year().month().day().dateSeparator(.dash).dateTimeSeparator(.space)
      .time(includingFractionalSeconds: false))
}
