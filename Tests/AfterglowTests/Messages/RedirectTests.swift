import AfterglowTesting
import HTTPTypes
import Logging
import Testing

@testable import Afterglow

@Suite struct RedirectTests {
  @Test(arguments: [
    ("/", "/"), ("/users/7?page=2#top", "/users/7?page=2#top"), ("7", "7"), ("../list", "../list"),
    ("?page=2", "?page=2"),
    ("#top", "#top"), ("/grün", "/gr%C3%BCn"), ("/a%20b", "/a%20b"),
    ("/search?q=https://example.org", "/search?q=https://example.org"),
    ("/a:b", "/a:b"), (#"/"<x>"#, "/%22%3Cx%3E"),
  ])
  func `a target within the site is sent in ASCII`(target: String, location: String) throws {
    let response = try Response.redirect(to: target)
    #expect(response.status == .seeOther)
    #expect(response.headers[.location] == location)
  }

  @Test(arguments: [
    "https://evil.example", "HTTP://evil.example/", "//evil.example", "///evil.example",
    "javascript:alert(1)",
    "data:text/html,x", "evil.example:80", "//evil.example/..",
  ])
  func `a target on another site is refused`(target: String) {
    #expect(throws: RedirectTargetError(target: target, reason: .otherSite)) {
      try Response.redirect(to: target)
    }
  }

  @Test(arguments: [
    "", #"/\evil.example"#, #"\\evil.example"#, "/\t/evil.example", "/\n/evil.example", " //evil.example",
    "/a b", "/a\0",
    "/a\r\nSet-Cookie: b=c", "/a\u{7F}",
  ])
  func `a target that a browser would read otherwise is refused`(target: String) {
    #expect(throws: RedirectTargetError(target: target, reason: .malformed)) {
      try Response.redirect(to: target)
    }
    #expect(throws: RedirectTargetError(target: target, reason: .malformed)) {
      try Response.redirect(toOtherSite: target)
    }
  }

  @Test(arguments: ["https://www.swift.org/", "http://example.org", "HTTPS://example.org:8443/a?b#c"])
  func `another site is redirected to when that is said`(address: String) throws {
    #expect(try Response.redirect(toOtherSite: address).headers[.location] == address)
  }

  @Test(arguments: [
    "/users", "example.org", "ftp://example.org", "https://", "https:///a", "http://?a",
    "javascript:alert(1)",
  ])
  func `what is no site's address is refused`(address: String) {
    #expect(throws: RedirectTargetError(target: address, reason: .noAddress)) {
      try Response.redirect(toOtherSite: address)
    }
  }

  @Test(arguments: RedirectStatus.allCases)
  func `the status is the one that is asked for`(status: RedirectStatus) throws {
    #expect(try Response.redirect(to: "/", status: status).status?.code == status.rawValue)
  }

  @Test func `a redirect after a form has its status, an empty body and its tasks`() async throws {
    let app = Application()
    app.post("/users") { () in
      try Response.redirect(to: "/users/7", background: BackgroundTask(name: "welcome") {})
    }
    let exchange = await (try InProcessClient(app)).send(method: .post, target: "/users")
    #expect(exchange.status == .seeOther)
    #expect(exchange.headers[.location] == "/users/7")
    #expect(exchange.headers[.contentLength] == "0")
    #expect(exchange.backgroundTaskNames == ["welcome"])
  }

  @Test func `a refused target is a 500, and the log says what to do`() async throws {
    let log = RecordedLog()
    let app = Application(logger: log.logger)
    app.get("/") { (request: Request) in try Response.redirect(to: request.queryParameters["next"] ?? "/") }
    let exchange = await (try InProcessClient(app)).get("/?next=//evil.example")
    #expect(exchange.status == .internalServerError)
    #expect(exchange.headers[.location] == nil)
    #expect(log.lines(at: .error).contains { "\($0.metadata)".contains("leads to another site") })
  }
}
