import Afterglow

/// The example of the page "Background tasks".
func backgroundTasksExample() -> Application {
  let app = Application()

  app.post("/register", background: BackgroundTask(sendEmailNotification, "Account created")) {
    (data: UserIn) in
    JSONResponse(["message": "Created"])
  }

  app.post("/users") { (data: UserIn) in
    var tasks = BackgroundTasks()
    tasks.addTask(sendEmailNotification, "Thank you for registering.")
    tasks.addTask(writeInFile, data.email)
    return JSONResponse(["message": "Email sent"], background: tasks)
  }

  return app
}

private struct UserIn: Content {
  var email: String
  var password: String
}

/// Sends an e-mail notification.
private func sendEmailNotification(message: String) async throws {
  print("To the user: \(message)")
}

private func writeInFile(email: String) {
  print("Notification sent to: \(email)")
}
