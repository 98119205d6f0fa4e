import AfterglowTesting
import HTTPTypes
import Testing

@testable import Afterglow

@Suite struct ResponseCookiesTests {
  private func names(_ response: Response) -> [String] {
    response.headers[values: .setCookie].map { String($0.prefix { $0 != ";" }) }
  }

  @Test func `Each cookie has a field of its own`() async throws {
    let app = Application()
    app.get("/") {
      var response = Response.text("ok")
      response.setCookie(try Cookie("a", "1"))
      response.setCookie(try Cookie("b", "2"))
      return response
    }
    let output = try await ServedApplication.serve(app) { try await $0.get("/").stdout }
    let lines = String(decoding: output, as: UTF8.self).split(separator: "\r\n")
      .filter { $0.hasPrefix("Set-Cookie: ") }
    #expect(lines.map { $0.prefix { $0 != ";" } } == ["Set-Cookie: a=1", "Set-Cookie: b=2"])
  }

  @Test func `A cookie takes the place of the same one`() throws {
    var response = Response()
    response.setCookie(try Cookie("a", "1"))
    response.setCookie(try Cookie("b", "2"))
    response.setCookie(try Cookie("a", "3"))
    #expect(names(response) == ["b=2", "a=3"])
  }

  @Test func `Cookies of other paths or domains are other cookies`() throws {
    var response = Response()
    response.setCookie(try Cookie("a", "1"))
    response.setCookie(try Cookie("a", "2", path: "/x"))
    response.setCookie(try Cookie("a", "3", path: "/X"))
    response.setCookie(try Cookie("a", "4", domain: "example.org"))
    #expect(names(response) == ["a=1", "a=2", "a=3", "a=4"])
  }

  @Test func `A domain is the same in capitals`() throws {
    var response = Response()
    response.setCookie(try Cookie("a", "1", domain: "example.org"))
    response.setCookie(try Cookie("a", "2", domain: "Example.ORG"))
    #expect(names(response) == ["a=2"])
  }

  @Test func `A cookie that is removed expires at once`() throws {
    var response = Response()
    try response.removeCookie(named: "a", path: "/x")
    #expect(response.headers[.setCookie] == "a=; Path=/x; Max-Age=0; Secure; HttpOnly; SameSite=Lax")
  }

  @Test func `Removing a cookie takes back the one that was set`() throws {
    var response = Response()
    response.setCookie(try Cookie("a", "1"))
    try response.removeCookie(named: "a")
    #expect(names(response) == ["a="])
  }
}
