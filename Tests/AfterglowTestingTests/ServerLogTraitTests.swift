import Afterglow
import AfterglowTesting
import HTTPTypes
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
      // Twice, as for a test in a suite.
      let shown = issue.flatMap { trait.handleIssue($0) }.flatMap { trait.handleIssue($0) }
      #expect(shown?.comments.count { $0.rawValue.contains("CatOnTheRoof") } == 1)
    }
  }

  @Test func `what nginx found wrong comes as well`() async throws {
    let site = NginxSite.text("server { listen 80; location / { fastcgi_pass unix:/x; } }")
    // It takes no connection any more when nginx asks.
    let mode = ServerMode.nginx(site: site, executable: .path("/bin/true"))
    try await TestServer.run(mode) { server in
      try await server.exitStatus()
      let response = try await server.get("/")
      #expect(response.status == .badGateway)
      try await eventually("the error in the log") {
        server.nginx?.log.contains { $0.contains("[error]") } == true
      }
      var issue: Issue?
      withKnownIssue { issue = Issue.record("the expectation") }
      let trait: IssueHandlingTrait = .showsServerLog
      let shown = issue.flatMap { trait.handleIssue($0) }
      #expect(shown?.comments.last?.rawValue.contains("connect() to unix:") == true)
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
