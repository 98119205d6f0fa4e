import FastCGI
import HTTPTypes
import Testing

@testable import Afterglow

@Suite struct RequestHeadTests {
  private func head(_ params: (String, String)...) throws -> RequestHead {
    try RequestHead(params: RequestParams(params))
  }

  private func status(_ params: (String, String)...) -> HTTPResponse.Status? {
    do throws(HTTPError) {
      _ = try RequestHead(params: RequestParams(params))
      return nil
    } catch {
      return error.status
    }
  }

  @Test(arguments: ["GET", "POST", "PROPFIND", "BREW", "get"])
  func `the method is the one sent, also one that nobody knows`(name: String) throws {
    let head = try head(("REQUEST_METHOD", name), ("REQUEST_URI", "/"))
    #expect(head.method.rawValue == name)
  }

  @Test(arguments: ["", "GET /", "GET\r\n", "G(T", "MÉTHODE"])
  func `a method that is no token is a 400`(name: String) {
    #expect(status(("REQUEST_METHOD", name), ("REQUEST_URI", "/")) == .badRequest)
  }

  @Test func `no method is a 400`() {
    #expect(status(("REQUEST_URI", "/")) == .badRequest)
  }

  @Test func `the path is REQUEST_URI's as the client wrote it`() throws {
    let head = try head(
      ("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/a%2Fb/c%20d/é?x=1"), ("SCRIPT_NAME", "/a/b/c d/é"))
    #expect(head.path == "/a%2Fb/c%20d/é")
  }

  @Test(arguments: ["/a\nb", "/a?b=\r\nc", "/\u{1B}[2J", "/\u{7F}"])
  func `a target with a control character is a 400`(target: String) {
    #expect(status(("REQUEST_METHOD", "GET"), ("REQUEST_URI", target)) == .badRequest)
  }

  @Test(
    arguments: [
      ("/", "/", ""), ("/?", "/", ""), ("/a?b=c", "/a", "b=c"), ("/a?b?c", "/a", "b?c"),
      ("/a?/b", "/a", "/b"),
      ("/a%3Fb", "/a%3Fb", ""), ("/a/?b=%2F", "/a/", "b=%2F"),
    ])
  func `the query begins behind the first question mark`(target: String, path: String, query: String) throws {
    let head = try head(("REQUEST_METHOD", "GET"), ("REQUEST_URI", target))
    #expect(head.path == path)
    #expect(head.query == query)
  }

  @Test(
    arguments: [
      ("http://example.org/a%2Fb?x=1", "/a%2Fb", "x=1"), ("HTTPS://example.org:8443/a", "/a", ""),
      ("http://example.org", "/", ""), ("http://example.org?x=/", "/", "x=/"),
      ("http://example.org#/admin", "/#/admin", ""), ("http://\u{301}example.org/\u{338}a", "/\u{338}a", ""),
    ])
  func `of an absolute REQUEST_URI the path counts, as the client wrote it`(
    target: String, path: String, query: String
  ) throws {
    let head = try head(
      ("REQUEST_METHOD", "GET"), ("REQUEST_URI", target), ("PATH_INFO", "/decoded"), ("QUERY_STRING", "no"))
    #expect(head.path == path)
    #expect(head.query == query)
  }

  @Test func `a path that begins with what looks like a host is a path`() throws {
    let head = try head(("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/http://example.org/admin"))
    #expect(head.path == "/http://example.org/admin")
  }

  @Test func `without REQUEST_URI the path is SCRIPT_NAME and PATH_INFO, encoded again`() throws {
    let head = try head(
      ("REQUEST_METHOD", "GET"), ("SCRIPT_NAME", "/app"), ("PATH_INFO", "/a b/ü%/?"), ("QUERY_STRING", "x=1"))
    #expect(head.path == "/app/a%20b/%C3%BC%25/%3F")
    #expect(head.query == "x=1")
  }

  @Test func `PATH_INFO alone will do`() throws {
    #expect(try head(("REQUEST_METHOD", "GET"), ("SCRIPT_NAME", ""), ("PATH_INFO", "/a")).path == "/a")
  }

  @Test func `no path is a 400`() {
    #expect(status(("REQUEST_METHOD", "GET")) == .badRequest)
    #expect(status(("REQUEST_METHOD", "GET"), ("REQUEST_URI", "*")) == .badRequest)
    #expect(status(("REQUEST_METHOD", "GET"), ("PATH_INFO", "a")) == .badRequest)
  }

  @Test(arguments: [("0", 0), ("17", 17), ("007", 7), ("9223372036854775807", Int.max)])
  func `the content length is a number of bytes`(text: String, length: Int) throws {
    let head = try head(("REQUEST_METHOD", "POST"), ("REQUEST_URI", "/"), ("CONTENT_LENGTH", text))
    #expect(head.contentLength == length)
  }

  @Test func `without a content length, or with an empty one, none is declared`() throws {
    // Caddy's way of saying that.
    #expect(
      try head(("REQUEST_METHOD", "POST"), ("REQUEST_URI", "/"), ("CONTENT_LENGTH", "-1")).contentLength
        == nil)
    #expect(try head(("REQUEST_METHOD", "POST"), ("REQUEST_URI", "/")).contentLength == nil)
    let empty = try head(("REQUEST_METHOD", "POST"), ("REQUEST_URI", "/"), ("CONTENT_LENGTH", ""))
    #expect(empty.contentLength == nil)
  }

  @Test(arguments: ["-2", "+1", "1 ", " 1", "0x10", "1.0", "abc", "1,2", "٣", "9223372036854775808"])
  func `a content length that is no number of bytes is a 400`(text: String) {
    #expect(
      status(("REQUEST_METHOD", "POST"), ("REQUEST_URI", "/"), ("CONTENT_LENGTH", text)) == .badRequest)
  }
}
