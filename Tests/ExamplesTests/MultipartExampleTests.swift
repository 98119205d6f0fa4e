import AfterglowTesting
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct MultipartExampleTests {
  /// A form with a field and a file of so many lines.
  private func form(lines: Int) -> [UInt8] {
    let content = String(repeating: "\n", count: lines)
    return Array(
      """
      --b\r\nContent-Disposition: form-data; name="name"\r\n\r\nAda\r\n\
      --b\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n\r\n\(content)\r\n--b--\r\n
      """.utf8)
  }

  private func post(_ path: String, lines: Int, to client: FastCGIClient) async throws -> FastCGIResponse {
    try await client.send(
      method: .post, target: path, contentType: "multipart/form-data; boundary=b", body: form(lines: lines))
  }

  @Test func `A form's file goes on to a task`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Multipart"]) { server in
      let response = try await post("/avatars", lines: 100_000, to: server.client)
      #expect(response.text == "Thank you, Ada, for 100000 bytes.")
      try await server.waitForLogLine(containing: "A thumbnail is made of 100000 bytes.")
    }
  }

  @Test func `Limits hold for their level, and a stream takes what comes`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Multipart"]) { server in
      let few = try await post("/documents", lines: 10, to: server.client)
      #expect(few.text == "1 files")
      #expect(try await post("/documents", lines: 2000, to: server.client).status == .contentTooLarge)
      #expect(try await post("/import", lines: 50_000, to: server.client).text == "50000 lines")
    }
  }

  @Test func `A form's fields are decoded as a type`() async throws {
    try await SpawnedServer.run(executable: .product("Examples"), arguments: ["Multipart"]) { server in
      let fields = [("name", "Ada"), ("colours", "red"), ("colours", "green")].map { name, value in
        "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n"
      }
      let response = try await server.client.send(
        method: .post, target: "/profiles", contentType: "multipart/form-data; boundary=b",
        body: Array((fields.joined() + "--b--\r\n").utf8))
      #expect(response.text == "Ada likes red and green, 0 files")
      #expect(try await post("/profiles", lines: 1, to: server.client).text.contains("colours"))
    }
  }

  @Test func `A folder for temporary files that can't be written to is named in the log`() async throws {
    try await SpawnedServer.run(
      executable: .product("Examples"), arguments: ["Multipart"], environment: ["TMPDIR": "/nowhere"]
    ) { server in
      let response = try await post("/avatars", lines: 100_000, to: server.client)
      #expect(response.status == .internalServerError)
      try await server.waitForLogLine(containing: "/nowhere/afterglow-uploads-")
    }
  }
}
