import Afterglow
import AfterglowTesting
import FastCGI
import FoundationEssentials
import Testing

/// Routes that contradict each other are found by the manager itself, before it opens or starts anything.
struct ManagedRoutesTests {
  @Test func `bad routes are an error of the start, and there is no socket and no process`() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("server.sock")
    let app = Application()
    app.get("/users/{id}") { "no parameter takes the id" }
    app.get("/users/{id}") { "the same again" }
    var configuration = ApplicationConfiguration()
    configuration.processes = 2
    configuration.listen = .unix(path: path)
    await #expect(throws: RouteDeclarationErrors.self) { try await app.serve(configuration) }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
