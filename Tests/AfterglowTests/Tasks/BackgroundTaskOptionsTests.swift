import Afterglow
import AfterglowTesting
import Testing

/// The options of a task are one value, whichever way the task is created and added.
@Suite struct BackgroundTaskOptionsTests {
  private static let options = BackgroundTaskOptions(name: "mail", timeout: .seconds(30))

  @Test func `arguments and an options value are the same`() {
    let journal = Journal()
    let tasks = [
      BackgroundTask(journal.write, "x", options: Self.options),
      BackgroundTask(journal.write, "x", name: "mail", timeout: .seconds(30)),
      BackgroundTask(options: Self.options) {},
      BackgroundTask(name: "mail", timeout: .seconds(30)) {},
    ]
    for task in tasks {
      #expect(task.options == Self.options)
      #expect(task.name == "mail")
      #expect(task.timeout == .seconds(30))
    }
  }

  @Test func `tasks that are added have the options they are added with`() {
    let journal = Journal()
    var tasks = BackgroundTasks()
    tasks.addTask(BackgroundTask(journal.write, "x", options: Self.options))
    tasks.addTask(journal.write, "x", name: "mail", timeout: .seconds(30))
    tasks.addTask(name: "mail", timeout: .seconds(30)) {}
    #expect(tasks.tasks.map(\.options) == [Self.options, Self.options, Self.options])
  }

  @Test func `without a name, a task has that of the line that creates it`() {
    let journal = Journal()
    var tasks = BackgroundTasks()
    tasks.addTask(journal.write, "x")
    tasks.addTask {}
    tasks.addTask(BackgroundTask(journal.write, "x"))
    tasks.addTask(BackgroundTask(options: BackgroundTaskOptions(timeout: .seconds(1))) {})
    let last = UInt(#line) - 1
    #expect(tasks.tasks.map(\.name) == (last - 3...last).map { "\(#fileID):\($0)" })
    #expect(tasks.tasks.map(\.options.name) == [nil, nil, nil, nil])
  }

  @Test func `a request's tasks have them too`() async throws {
    let app = Application()
    let journal = Journal()
    let line = UInt(#line) + 2
    app.get("/") { (request: Request) in
      request.background.addTask(journal.write, "x")
      request.background.addTask {}
      request.background.addTask(journal.write, "x", name: "function")
      request.background.addTask(name: "closure") {}
      request.background.addTask(BackgroundTask(options: Self.options) {})
      return "ok"
    }
    let exchange = try await InProcessClient(app).get("/")
    #expect(
      exchange.backgroundTaskNames == [
        "\(#fileID):\(line)", "\(#fileID):\(line + 1)", "function", "closure", "mail",
      ])
  }
}
