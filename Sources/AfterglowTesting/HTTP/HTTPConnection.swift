import HTTPTypes
import Synchronization

/// A minimal HTTP/1.1 client connection for tests through a real web server.
///
/// It sends exactly what the test asks for, in pieces if needed, and reads one response at a time. The connection is
/// closed when the last reference to it is released.
public final class HTTPConnection: Sendable {
  let socket: StreamSocket
  let buffer = Mutex<[UInt8]>([])
  private let sendTimeout: Duration

  private init(socket: StreamSocket, sendTimeout: Duration) {
    self.socket = socket
    self.sendTimeout = sendTimeout
  }

  /// Connects to a web server.
  ///
  /// - Parameters:
  ///   - address: the address on which the web server listens.
  ///   - duration: the maximum time to wait for the connection, and later for the peer to read; 10 seconds by
  ///     default.
  /// - Returns: the open connection.
  /// - Throws: `ConnectionError` if nothing listens there or the time is over.
  public static func connect(
    to address: ServerAddress, within duration: Duration = .seconds(10)
  ) async throws(ConnectionError) -> HTTPConnection {
    let socket = try await StreamSocket.connect(to: address, within: duration)
    return HTTPConnection(socket: socket, sendTimeout: duration)
  }

  /// Sends a whole request.
  ///
  /// Adds `Host: localhost` if it is missing, and `Content-Length` if there is a body and no field says how long it is.
  /// For a body in pieces, put the field into `headers`, pass no body, and send the pieces with ``send(bytes:)``.
  ///
  /// - Parameters:
  ///   - method: the method; `GET` by default.
  ///   - target: the path and query, percent-encoded.
  ///   - headers: the header fields; none by default.
  ///   - body: the body; `nil` by default, for none.
  /// - Throws: `ConnectionError` if the peer has gone or doesn't read.
  public func send(
    method: HTTPRequest.Method = .get, target: String, headers: HTTPFields = [:], body: [UInt8]? = nil
  ) async throws(ConnectionError) {
    var head = "\(method.rawValue) \(target) HTTP/1.1\r\n"
    if !headers.contains(where: { $0.name.canonicalName == "host" }) { head += "Host: localhost\r\n" }
    for field in headers { head += "\(field.name.rawName): \(field.value)\r\n" }
    if let body, headers[.contentLength] == nil, headers[.transferEncoding] == nil {
      head += "Content-Length: \(body.count)\r\n"
    }
    try await send(bytes: Array((head + "\r\n").utf8) + (body ?? []))
  }

  /// Sends bytes unchanged, for pieces of a body and for deliberate garbage.
  ///
  /// - Parameter bytes: any bytes.
  /// - Throws: `ConnectionError` if the peer has gone or doesn't read.
  public func send(bytes: [UInt8]) async throws(ConnectionError) {
    try await socket.send(bytes, within: sendTimeout)
  }

  /// Closes the connection, like a client that goes away.
  public func close() async {
    await socket.close()
  }

  /// Closes the connection abruptly, so that the web server gets a reset instead of an end of stream.
  public func reset() async {
    await socket.reset()
  }
}
