import AfterglowTesting
import FoundationEssentials
import HTTPTypes
import Testing

/// What clients send, in the log of a real service.
@Suite(.timeLimit(.minutes(3))) struct HostileLogTests {
  /// Another line, a colour, a C1 control that ends one, a line separator, the direction of the text, and a bell.
  private static let hostile =
    "a\r\n2026-11-28T05:00:00+0000 error afterglow: forged\u{1B}[31m\u{9B}0m\u{2028}\u{202E}\u{7}z"

  private static let escaped =
    #"a\r\n2026-11-28T05:00:00+0000 error afterglow: forged\u{1B}[31m\u{9B}0m\u{2028}\u{202E}\u{7}z"#

  private static func percentEncoded(_ text: String) -> String {
    text.utf8.map { byte in
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.count == 1 ? "0" : "") + digits
    }.joined()
  }

  private static func base64URL(_ text: String) -> String {
    Data(text.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
      .replacing("=", with: "")
  }

  @Test func `no value that a client sends begins a line or controls a terminal`() async throws {
    let pipe = try LogPipe()
    try await LogServer.run(.error, to: pipe.path, ["--log-level", "debug", "--access-log"]) { server in
      try await sendEverything(to: server.client)
      let everything = [
        "Told ", " name=", " list=", "] A background task", "] A token was refused.",
        "] A file can't be sent.",
        "] An upload.",
      ]
      try await eventually("every line", within: .seconds(30)) {
        let lines = pipe.lines
        return everything.allSatisfy { mark in lines.contains { $0.contains(mark) } }
      }
      for scalar in pipe.text.unicodeScalars where scalar != "\n" {
        #expect(!scalar.properties.isBidiControl && scalar.properties.generalCategory != .control)
        #expect(scalar != "\u{2028}" && scalar != "\u{2029}")
      }
      #expect(pipe.lines.allSatisfy { $0.contains(#/^\d{4}-\d\d-\d\dT[^ ]* [a-z]+ afterglow: /#) })
      #expect(!pipe.lines.contains { $0.contains(/^[^ ]+ error afterglow: forged/) })
      // The reason for a refusal is escaped already when it is logged.
      #expect(
        pipe.lines.contains { $0.contains("] A token was refused.") && $0.contains(#"forged\u{1B}[31m"#) })
      for mark in ["Told ", "] A file can't be sent."] {
        let line = try #require(pipe.lines.first { $0.contains(mark) })
        #expect(line.contains(Self.escaped), "\(line)")
      }
    }
  }

  private func sendEverything(to client: FastCGIClient) async throws {
    let path = Self.percentEncoded(Self.hostile)
    _ = try await client.send(
      target: "/values/\(path)",
      extraParams: [("HTTP_X_VALUE", Self.hostile), ("HTTP_COOKIE", "value=\(Self.hostile)")])
    _ = try await client.get("/files/\(path)")
    let header = try JSONEncoder().encode(["alg": Self.hostile, "typ": "JWT"])
    let token = "\(Self.base64URL(String(decoding: header, as: UTF8.self))).e30.AAAA"
    _ = try await client.get("/me", headers: [.authorization: "Bearer \(token)"])
    let form = """
      --b\r\nContent-Disposition: form-data; name="f"; filename="a\u{9B}0m\u{2028}\u{202E}z"\r\n\r\nx\r
      --b--\r\n
      """
    _ = try await client.send(
      method: .post, target: "/uploads", contentType: "multipart/form-data; boundary=b",
      body: Array(form.utf8))
  }
}
