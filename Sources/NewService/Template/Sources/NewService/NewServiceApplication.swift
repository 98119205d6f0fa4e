import Afterglow

/// The body of a request to greet somebody; what is wrong with one is listed in a 400.
struct Greeting: Content {
  var name: String
}

/// The routes; in a function, so that each test has an application of its own.
func makeApplication() -> Application {
  let app = Application()

  app.post("/greetings") { (greeting: Greeting) in
    let task = BackgroundTask(remember, greeting, name: "remember")
    return JSONResponse(["message": "Hello, \(greeting.name)!"], background: task)
  }

  return app
}

/// Runs when the client has its response.
func remember(_ greeting: Greeting) async throws {
  print("Greeted \(greeting.name).")
}
