import AfterglowTesting
import HTTPTypes
import Testing

/// The site `nginx/sites/uploads.conf`.
@Suite(.timeLimit(.minutes(1))) struct UploadsSiteTests {
  @Test func `the application has bytes of an upload before it has ended`() async throws {
    try await RunningSite.nginx("uploads") { site in
      let connection = try await site.beginUpload()
      try await site.application.waitForLogLine(containing: "the upload has begun")
      try await connection.send(bytes: .numbered(200_000))
      #expect(try await connection.receiveResponse().text == "300000")
      await connection.close()
    }
  }

  @Test func `the application has bytes of an upload in chunks before it has ended`() async throws {
    try await RunningSite.nginx("uploads") { site in
      let connection = try await site.connect()
      try await connection.send(method: .put, target: "/files/upload", headers: .chunked)
      let body = [UInt8].chunks(.numbered(100_000))
      try await connection.send(bytes: body.dropLast(5))
      try await site.application.waitForLogLine(containing: "the upload has begun")
      try await connection.send(bytes: body.suffix(5))
      #expect(try await connection.receiveResponse().text == "100000")
      await connection.close()
    }
  }

  @Test func `only uploads may be larger than a mebibyte`() async throws {
    try await RunningSite.nginx("uploads") { site in
      let body = [UInt8].numbered(1_048_577)
      let upload = try await site.send(.put, "/files/upload", body: body)
      #expect(upload.text == "1048577")
      #expect(try await site.send(.post, "/body", body: body).status == .contentTooLarge)
    }
  }

  @Test func `an upload that the application refuses is answered before it has come`() async throws {
    try await RunningSite.nginx("uploads") { site in
      let connection = try await site.connect()
      // More than the handler's limit, and less than nginx's.
      try await connection.send(
        method: .put, target: "/files/upload", headers: [.contentLength: "\(9 << 20)"])
      try await connection.send(bytes: .numbered(1000))
      #expect(try await connection.receiveResponse().status == .contentTooLarge)
      await connection.close()
    }
  }
}
