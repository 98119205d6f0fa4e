import Afterglow
import AfterglowTesting
import Testing

@Suite(.timeLimit(.minutes(1))) struct ServerLogTraitTests {
  @Test func `a failed expectation comes with what the service has printed`() async throws {
    let app = Application()
    app.get("/") { () -> String in throw CatOnTheRoof() }
    let mode = ServerMode.inProcess(app)
    try await TestServer.run(mode) { server in
      _ = try await server.get("/")
      var issue: Issue?
      withKnownIssue { issue = Issue.record("the expectation") }
      let trait: IssueHandlingTrait = .showsServerLog
      let shown = issue.flatMap { trait.handleIssue($0) }
      #expect(shown?.comments.map(\.rawValue).joined().contains("CatOnTheRoof") == true)
    }
  }

  private struct CatOnTheRoof: Error {}

  @Test func `outside of a server's closure nothing is added`() {
    var issue: Issue?
    withKnownIssue { issue = Issue.record("the expectation") }
    let trait: IssueHandlingTrait = .showsServerLog
    let shown = issue.flatMap { trait.handleIssue($0) }
    #expect(shown?.comments.count == 1)
  }
}
