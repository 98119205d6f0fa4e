import FastCGI
import Synchronization

/// A connection that acts as the web server of a FastCGI application.
///
/// It sends what the test asks for, in any order, so that tests can break the protocol on purpose. To send one request:
///
///     let connection = try await FastCGIConnection.connect(to: address)
///     try await connection.beginRequest()
///     try await connection.sendParams([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/")])
///     try await connection.finishParams()
///     try await connection.finishStdin()
///     let response = try await connection.receiveResponse()
///
/// The connection is closed when the last reference to it is released.
public final class FastCGIConnection: Sendable {
  struct State {
    var decoder = RecordDecoder()
    var requestID: UInt16 = 1
    var keepConnection = false
  }

  /// The address that the connection was made to.
  public var peer: ServerAddress { socket.peer }

  let socket: StreamSocket
  let state = Mutex(State())
  private let sendTimeout: Duration

  private init(socket: StreamSocket, sendTimeout: Duration) {
    self.socket = socket
    self.sendTimeout = sendTimeout
  }

  /// Connects to an application.
  ///
  /// - Parameters:
  ///   - address: the address on which the application listens.
  ///   - duration: the maximum time to wait for the connection, and later for the peer to read; 10 seconds by
  ///     default.
  /// - Returns: the open connection.
  /// - Throws: `ConnectionError` if nothing listens there or the time is over.
  public static func connect(
    to address: ServerAddress, within duration: Duration = .seconds(10)
  ) async throws(ConnectionError) -> FastCGIConnection {
    let socket = try await StreamSocket.connect(to: address, within: duration)
    return FastCGIConnection(socket: socket, sendTimeout: duration)
  }

  /// Sends a record unchanged.
  ///
  /// - Parameter record: any record, also one that makes no sense at this point.
  /// - Throws: `ConnectionError` if the peer has gone or doesn't read.
  public func send(_ record: Record) async throws(ConnectionError) {
    try await send(bytes: record.encoded)
  }

  /// Sends bytes unchanged, for deliberate garbage and for records in pieces.
  ///
  /// - Parameter bytes: any bytes.
  /// - Throws: `ConnectionError` if the peer has gone or doesn't read.
  public func send(bytes: [UInt8]) async throws(ConnectionError) {
    try await socket.send(bytes, within: sendTimeout)
  }

  /// Begins a request, to which the following calls belong.
  ///
  /// - Parameters:
  ///   - id: the id of the request; 1 by default, as with nginx.
  ///   - role: the role of the application; `responder` by default.
  ///   - keepConnection: whether the application should leave the connection open after the request; `false` by
  ///     default.
  /// - Throws: `ConnectionError` if the peer has gone or doesn't read.
  public func beginRequest(
    id: UInt16 = 1, role: Role = .responder, keepConnection: Bool = false
  ) async throws(ConnectionError) {
    expectRequest(id: id, keepConnection: keepConnection)
    try await send(.beginRequest(requestID: id, role: role, keepConnection: keepConnection))
  }

  /// Sends params; may be called several times before ``finishParams()``.
  ///
  /// - Parameter params: the names and values in the order in which they are sent.
  /// - Throws: `ConnectionError` if the peer has gone or doesn't read.
  public func sendParams(_ params: [(String, String)]) async throws(ConnectionError) {
    let content = params.flatMap { NameValuePair(name: $0.0, value: $0.1).encoded }
    try await sendStream(.params, content: content)
  }

  /// Ends the params.
  ///
  /// - Throws: `ConnectionError` if the peer has gone or doesn't read.
  public func finishParams() async throws(ConnectionError) {
    try await finishStream(.params)
  }

  /// Sends a piece of the request's body; may be called several times before ``finishStdin()``.
  ///
  /// - Parameter bytes: the piece, of any length.
  /// - Throws: `ConnectionError` if the peer has gone or doesn't read.
  public func sendStdin(_ bytes: [UInt8]) async throws(ConnectionError) {
    try await sendStream(.stdin, content: bytes)
  }

  /// Ends the request's body.
  ///
  /// - Throws: `ConnectionError` if the peer has gone or doesn't read.
  public func finishStdin() async throws(ConnectionError) {
    try await finishStream(.stdin)
  }

  /// Asks the application to give up the request.
  ///
  /// - Throws: `ConnectionError` if the peer has gone or doesn't read.
  public func abortRequest() async throws(ConnectionError) {
    try await finishStream(.abortRequest)
  }

  /// Tells the peer that nothing more will be sent; the connection can still receive.
  ///
  /// - Throws: `ConnectionError` if the connection is gone.
  public func shutdownWriting() async throws(ConnectionError) {
    try await socket.shutdownWriting()
  }

  /// Closes the connection, like a web server whose client went away.
  public func close() async {
    await socket.close()
  }

  /// Closes the connection abruptly: over TCP, the peer gets a reset instead of an end of stream.
  ///
  /// It waits for running calls to return. Unix sockets have no reset: there it is an ordinary close.
  public func reset() async {
    await socket.reset()
  }

  /// Sends everything before the body in one write, as nginx does.
  func sendHead(params: [(String, String)], keepConnection: Bool) async throws(ConnectionError) {
    expectRequest(id: 1, keepConnection: keepConnection)
    try await send(bytes: ClientRequest(params: params, requestID: 1, keepConnection: keepConnection).head)
  }

  private func expectRequest(id: UInt16, keepConnection: Bool) {
    state.withLock { state in
      state.requestID = id
      state.keepConnection = keepConnection
    }
  }

  private func sendStream(_ type: RecordType, content: [UInt8]) async throws(ConnectionError) {
    let requestID = state.withLock { $0.requestID }
    let records = Record.stream(type, requestID: requestID, content: content)
    try await send(bytes: records.flatMap(\.encoded))
  }

  private func finishStream(_ type: RecordType) async throws(ConnectionError) {
    // Section 3.3: a stream ends with a record without content.
    try await send(Record(type: type, requestID: state.withLock { $0.requestID }))
  }
}
