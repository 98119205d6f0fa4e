import Afterglow
import Testing

@Suite struct NamedCommandTests {
  @Test func `A command is carried out with the arguments behind its name, and nothing is served`() async {
    let app = Application()
    let journal = Journal()
    app.command("migrate", "Migrate and exit.") { arguments in journal.write(arguments.joined(separator: " "))
    }
    app.onStartup { journal.write("started") }
    await app.run(arguments: ["migrate", "--all", "now"])
    #expect(journal.entries == ["--all now"])
  }

  @Test func `A name that is none, or is taken, is a programmer's error`() async {
    await #expect(processExitsWith: .failure) { Application().command("Migrate", "") { _ in } }
    await #expect(processExitsWith: .failure) { Application().command("routes", "") { _ in } }
  }
}
