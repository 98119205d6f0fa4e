import AfterglowTesting
import HTTPTypes
import XCTest

@testable import Examples

final class NotesTestCase: XCTestCase {
  func testANoteIsIndexedAfterTheResponse() async throws {
    for mode in ServerMode.all {
      try await TestServer.run(mode) { server in
        let response = try await server.post("/notes", json: ["author": "Ada", "text": "Afterglow"])
        XCTAssertEqual(response.status, .created, "\(mode): \(server.log)")
        let tasks = try await server.backgroundTasksFinished()
        XCTAssertEqual(tasks.map(\.result), [.succeeded], "\(mode): \(server.log)")
      }
    }
  }
}
