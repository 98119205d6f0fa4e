import Afterglow
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct ResponseHeadTests {
  private func lines(_ response: @escaping @Sendable () throws -> Response) async throws -> [String] {
    let app = Application(logger: RecordedLog().logger)
    app.get("/", response)
    let output = try await ServedApplication.serve(app) { try await $0.get("/").stdout }
    let text = String(decoding: output, as: UTF8.self)
    let head = try #require(text.split(separator: "\r\n\r\n", omittingEmptySubsequences: false).first)
    return head.split(separator: "\r\n").map(String.init)
  }

  @Test func `the status comes first, with its reason`() async throws {
    #expect(try await lines { .text("") }.first == "Status: 200 OK")
    #expect(try await lines { .text("", status: .notFound) }.first == "Status: 404 Not Found")
    let own = HTTPResponse.Status(code: 299, reasonPhrase: "Fine")
    #expect(try await lines { .text("", status: own) }.first == "Status: 299 Fine")
  }

  @Test func `a Status field of the handler's does not become a second status`() async throws {
    let name = try #require(HTTPField.Name("sTATUS"))
    let lines = try await lines { Response(status: .ok, headers: [name: "500 Broken"]) }
    #expect(lines.filter { $0.lowercased().hasPrefix("status:") } == ["Status: 200 OK"])
  }

  @Test func `a Location field comes with the handler's status`() async throws {
    let lines = try await lines { Response(status: .seeOther, headers: [.location: "/elsewhere"]) }
    #expect(lines.first == "Status: 303 See Other")
    #expect(lines.contains("Location: /elsewhere"))
  }

  @Test func `a field that is there twice is sent twice, in order`() async throws {
    let lines = try await lines {
      var fields: HTTPFields = [.setCookie: "a=1"]
      fields.append(HTTPField(name: .setCookie, value: "b=2"))
      return Response(headers: fields)
    }
    #expect(lines.filter { $0.hasPrefix("Set-Cookie: ") } == ["Set-Cookie: a=1", "Set-Cookie: b=2"])
  }

  @Test(arguments: ["\r\n", "\n", "\r", "\0", "\r\n\r\n"])
  func `a line break in a value does not make a second field or a body`(lineBreak: String) async throws {
    let lines = try await lines {
      Response(headers: [.contentLanguage: "de\(lineBreak)Set-Cookie: evil=1"])
    }
    #expect(!lines.contains { $0.hasPrefix("Set-Cookie") })
    #expect(!lines.joined().contains { "\r\n\0".contains($0) })
  }

  @Test func `a line break in a reason does not make a second field`() async throws {
    let lines = try await lines {
      Response(status: HTTPResponse.Status(code: 200, reasonPhrase: "OK\r\nSet-Cookie: evil=1"))
    }
    #expect(!lines.contains { $0.hasPrefix("Set-Cookie") })
  }

  @Test func `a line break out of an error's detail stays in the JSON`() async throws {
    let app = Application()
    app.get("/") { () -> String in throw HTTPError(.conflict, detail: "a\r\n\r\nb") }
    let response = try await ServedApplication.serve(app) { try await $0.get("/") }
    #expect(response.text == #"{"detail":"a\r\n\r\nb"}"#)
  }
}
