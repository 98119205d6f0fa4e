import AfterglowTesting
import HTTPTypes
import Testing

/// Clients that go away.
@Suite(.timeLimit(.minutes(2))) struct AbortTests {
  @Test(arguments: WebServer.all)
  func `a client that goes away within its upload leaves the worker free and no task`(
    server: WebServer
  ) async throws {
    try await server.serve(workers: 1) { site in
      try await site.breakOffUpload(headers: [.contentLength: "900000"], .numbered(300_000))
      try await expectOnlyWholeUpload(site)
    }
  }

  @Test(arguments: WebServer.all)
  func `a client that goes away within an upload in chunks leaves the worker free and no task`(
    server: WebServer
  ) async throws {
    try await server.serve(workers: 1) { site in
      try await site.breakOffUpload(headers: .chunked, .chunks(.numbered(300_000)).dropLast(5))
      try await expectOnlyWholeUpload(site)
    }
  }

  private func expectOnlyWholeUpload(_ site: RunningSite) async throws {
    #expect(try await site.send(.put, "/files/upload", body: [1, 2, 3]).text == "3")
    try await site.application.waitForLogLine(containing: "the upload was whole")
    #expect(site.application.log.count { $0.contains("the upload was whole") } == 1)
  }

  @Test(arguments: WebServer.all)
  func `a client that goes away within the response ends it`(server: WebServer) async throws {
    try await server.serve(workers: 1) { site in
      let connection = try await site.connect()
      try await connection.send(target: "/endless")
      #expect(!(try await connection.receiveBytes()).isEmpty)
      await connection.close()
      try await site.application.waitForLogLine(containing: "the client had gone")
      #expect(try await site.send(.get, "/answers/200").text == "status 200")
    }
  }
}

extension RunningSite {
  fileprivate func breakOffUpload(headers: HTTPFields, _ part: [UInt8]) async throws {
    let connection = try await connect()
    try await connection.send(method: .put, target: "/files/upload", headers: headers)
    try await connection.send(bytes: part)
    await connection.close()
  }
}
