import HTTPTypes
import Testing

@testable import AfterglowTesting

@Suite(.timeLimit(.minutes(1))) struct FastCGIClientTests {
  let client = FastCGIClient(address: .tcp(host: "127.0.0.1", port: 9_000))

  private func params(_ params: [(String, String)]) -> [String: String] {
    Dictionary(params, uniquingKeysWith: { first, _ in first })
  }

  @Test func aRequestWithoutBodyHasAnEmptyContentLength() {
    let params = params(client.params(method: .get, target: "/a%20b/%zz?x=%20&y"))
    #expect(params["CONTENT_LENGTH"] == "")
    #expect(params["CONTENT_TYPE"] == "")
    #expect(params["REQUEST_URI"] == "/a%20b/%zz?x=%20&y")
    #expect(params["QUERY_STRING"] == "x=%20&y")
    #expect(params["SCRIPT_NAME"] == "/a b/%zz")
    #expect(params["HTTP_CONTENT_LENGTH"] == nil)
  }

  @Test func headerFieldsBecomeParams() {
    let headers: HTTPFields = [
      .accept: "a", .accept: "b", .userAgent: "test", .cookie: "x=1", .cookie: "y=2",
    ]
    let params = params(client.params(method: .post, target: "/", headers: headers, contentLength: 3))
    #expect(params["HTTP_ACCEPT"] == "a, b")
    #expect(params["HTTP_USER_AGENT"] == "test")
    #expect(params["HTTP_COOKIE"] == "x=1; y=2")
    #expect(params["CONTENT_LENGTH"] == "3")
  }

  @Test func aLargeBodyIsSentWhileTheResponseIsReceived() async throws {
    // The application sends each piece back as it comes, so sender and receiver must go on together.
    // Over a unix socket, whose buffers are small.
    let folder = try TemporaryFolder()
    let application = try FakeApplication(on: .unix(path: folder.path + "/socket")) { peer in
      var decoder = RecordDecoder()
      peer.send(Record(type: .stdout, requestID: 1, content: Array("X: y\n\n".utf8)).encoded)
      while case let bytes = peer.receive(), !bytes.isEmpty {
        decoder.append(bytes)
        while let record = try? decoder.next() {
          guard record.type == .stdin else { continue }
          peer.send(Record(type: .stdout, requestID: 1, content: record.content).encoded)
          guard record.content.isEmpty else { continue }
          peer.send(Record.endRequest(requestID: 1).encoded)
          return
        }
      }
    }
    let body = (0..<2_000_000).map { UInt8(truncatingIfNeeded: $0) }
    let response = try await FastCGIClient(address: application.address).send(
      method: .put, target: "/", body: body)
    #expect(response.body == body)
  }

  @Test func aKeptConnectionServesRequestAfterRequest() async throws {
    let application = try FakeApplication { peer in
      for number in 1...2 {
        _ = peer.receiveRecords(upToEndOf: .stdin)
        peer.respond("X: y\n\n\(number)")
      }
    }
    let client = FastCGIClient(address: application.address)
    let connection = try await FastCGIConnection.connect(to: application.address)
    let first = try await client.send(target: "/", keepConnection: true, on: connection)
    #expect(first.text == "1")
    #expect(!first.connectionWasClosed)
    let second = try await client.send(target: "/", keepConnection: false, on: connection)
    #expect(second.text == "2")
    #expect(second.connectionWasClosed)
  }

  @Test func extraParamsReplaceThoseOfNginx() async throws {
    let application = try FakeApplication { peer in
      let params = FakeApplication.Peer.params(in: peer.receiveRecords(upToEndOf: .stdin))
      let names = params.filter { $0.name == "REMOTE_USER" }.map(\.value)
      peer.respond("X: y\n\n\(names)")
    }
    let client = FastCGIClient(address: application.address)
    let response = try await client.send(target: "/", extraParams: [("REMOTE_USER", "ada")])
    #expect(response.text == #"["ada"]"#)
  }
}
