import Afterglow
import HTTPTypes

/// Returns the service with all its routes.
func registrationApplication(_ configuration: RegistrationConfiguration) -> Application {
  let app = Application(version: "0.1.0")
  let notifications = Notifications(mailer: configuration.mailer, log: configuration.notificationLog)
  app.onStartup { try configuration.prepareFolders() }

  app.get("/") { Response(headers: [.contentType: "text/plain"], body: .text("Hello, world!")) }

  app.post(
    "/register", background: BackgroundTask(notifications.writeInFile, "Account created", name: "log-line")
  ) { (data: UserIn) in
    JSONResponse(["message": "Created"])
  }

  app.post("/users") { (data: UserIn) in
    let address = try data.emailAddress
    var tasks = BackgroundTasks()
    tasks.addTask(notifications.sendEmail, address, "Thank you for registering.", name: "confirmation-email")
    tasks.addTask(notifications.writeInFile, address, name: "log-line")
    return JSONResponse(["message": "Email sent"], background: tasks)
  }

  app.get("/users/{id}") { (id: Int) in JSONResponse(["id": id]) }

  app.addAccountRoutes(usersFile: configuration.usersFile, notifications: notifications)

  app.addFileRoutes(FileStore(folder: configuration.filesFolder))

  app.add(StatusPage(at: "/status"))

  addTrialRoutes(to: app, allowingCrash: configuration.allowsCrash)
  return app
}

/// Adds routes that show how the server behaves; a real service would not have them.
private func addTrialRoutes(to app: Application, allowingCrash: Bool) {
  app.get("/slow") { (request: Request) in
    try await Task.sleep(for: .milliseconds(request.queryNumber("ms", in: 0...600_000, default: 0)))
    return "ok"
  }

  app.post("/tasks") { (request: Request) in
    let pause = Duration.milliseconds(try request.queryNumber("ms", in: 0...600_000, default: 0))
    let failing = try request.queryNumber("fail", in: 0...1000, default: 0)
    let count = try request.queryNumber("count", in: 0...1000, default: 1)
    let tasks = (1...max(count, 1)).prefix(count).map { number in
      BackgroundTask(rest, pause, number == failing, name: "task-\(number)")
    }
    return JSONResponse(["message": "Accepted"], status: .accepted, background: BackgroundTasks(tasks))
  }

  app.get("/events") { (request: Request) in
    let pause = Duration.milliseconds(try request.queryNumber("ms", in: 0...600_000, default: 1000))
    let count = try request.queryNumber("n", in: 0...1_000_000, default: 10)
    return Response.events { events in
      for number in 1...max(count, 1) where number <= count {
        if number > 1 { try await Task.sleep(for: pause) }
        try events.send(data: "\(number)", id: "\(number)")
      }
    }
  }

  if allowingCrash {
    app.get("/crash") { () -> String in fatalError("GET /crash was asked for") }
  }
}

/// Waits for a while, as a background task.
private func rest(for pause: Duration, thenFail: Bool) async throws {
  try await Task.sleep(for: pause)
  if thenFail { throw TrialError() }
}

/// The error of a background task that was told to fail.
struct TrialError: Error {}

extension Request {
  /// Returns a number in the query.
  ///
  /// - Throws: `ValidationError`, a 400, if the text isn't a number in the range.
  fileprivate func queryNumber(
    _ name: String, in range: ClosedRange<Int>, default standard: Int
  ) throws -> Int {
    guard let text = queryParameters[name] else { return standard }
    guard let number = Int(text), range.contains(number) else {
      throw ValidationError([
        ValidationFailure(
          type: "int_type", location: [.key(name)],
          message: "Input should be a valid integer from \(range.lowerBound) to \(range.upperBound)",
          input: .string(text))
      ])
    }
    return number
  }
}
