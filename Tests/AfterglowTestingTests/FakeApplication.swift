import Dispatch
import FastCGI
import Glibc

@testable import AfterglowTesting

/// A listener within the test that plays the FastCGI application on blocking sockets, on threads of its own.
final class FakeApplication: Sendable {
  /// The application's end of one connection.
  struct Peer {
    let descriptor: Int32

    /// Receives what has come, blocking; empty at the end of the stream.
    func receive() -> [UInt8] {
      var buffer = [UInt8](repeating: 0, count: 65_536)
      let count = recv(descriptor, &buffer, buffer.count, 0)
      return Array(buffer.prefix(max(0, count)))
    }

    /// Receives records up to one that ends a stream, inclusive.
    func receiveRecords(upToEndOf type: RecordType) -> [Record] {
      var decoder = RecordDecoder()
      var records: [Record] = []
      while records.last != Record(type: type, requestID: records.last?.requestID ?? 0) {
        if let record = try? decoder.next() {
          records.append(record)
          continue
        }
        let bytes = receive()
        if bytes.isEmpty { break }
        decoder.append(bytes)
      }
      return records
    }

    @discardableResult func send(_ bytes: [UInt8]) -> Bool {
      Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    func respond(_ stdout: String, stderr: String = "", appStatus: UInt32 = 0) {
      let records =
        Record.stream(.stdout, requestID: 1, content: Array(stdout.utf8))
        + Record.stream(.stderr, requestID: 1, content: Array(stderr.utf8))
        + [Record(type: .stdout, requestID: 1), .endRequest(requestID: 1, appStatus: appStatus)]
      send(records.flatMap(\.encoded))
    }
  }

  let address: ServerAddress
  private let listener: Int32

  /// Listens, and calls the closure for every connection, which is closed when it returns.
  init(
    on address: ServerAddress = .tcp(host: "127.0.0.1", port: 0), _ serve: @escaping @Sendable (Peer) -> Void
  ) throws {
    let socket = try ListeningSocket.open(at: address)
    self.address = socket.address
    let listener = try socket.handOver()
    self.listener = listener
    DispatchQueue(label: "accepting").async {
      while case let descriptor = accept(listener, nil, nil), descriptor >= 0 {
        DispatchQueue(label: "serving").async {
          serve(Peer(descriptor: descriptor))
          close(descriptor)
        }
      }
      close(listener)
    }
  }

  deinit {
    // Wakes the accepting thread, which closes the descriptor.
    shutdown(listener, Int32(SHUT_RDWR))
  }
}

extension FakeApplication.Peer {
  /// The params of a received request.
  static func params(in records: [Record]) -> [NameValuePair] {
    (try? NameValuePair.decode(records.filter { $0.type == .params }.flatMap(\.content))) ?? []
  }
}

extension FakeApplication.Peer {
  static let connectionReset = ECONNRESET

  /// Receives until an error or the end of the stream; 0 for the latter.
  func errorOfReceiving() -> Int32 {
    var byte: UInt8 = 0
    while true {
      let count = recv(descriptor, &byte, 1, 0)
      if count == 0 { return 0 }
      if count < 0 { return errno }
    }
  }
}
