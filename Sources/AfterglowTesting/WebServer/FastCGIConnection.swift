import FastCGI
import Synchronization

/// A connection that plays the web server towards a FastCGI application.
///
/// It sends what it is told, in any order, so that tests can break the protocol on purpose. One request is sent with
///
///     let connection = try await FastCGIConnection.connect(to: address)
///     try await connection.beginRequest()
///     try await connection.sendParams([("REQUEST_METHOD", "GET"), ("REQUEST_URI", "/")])
///     try await connection.finishParams()
///     try await connection.finishStdin()
///     let response = try await connection.receiveResponse()
///
/// The connection is closed when the last reference to it goes away.
public final class FastCGIConnection: Sendable {
  struct State {
    var decoder = RecordDecoder()
    var requestID: UInt16 = 1
    var keepConnection = false
  }

  /// The address the connection was made to.
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
  ///   - address: Where the application listens.
  ///   - duration: How long to wait for the connection, and later for the peer to take what is sent; 10 seconds by
  ///     default.
  /// - Returns: The open connection.
  /// - Throws: ``ConnectionError`` when nobody listens or the time is over.
  public static func connect(
    to address: ServerAddress, within duration: Duration = .seconds(10)
  ) async throws(ConnectionError) -> FastCGIConnection {
    let socket = try await StreamSocket.connect(to: address, within: duration)
    return FastCGIConnection(socket: socket, sendTimeout: duration)
  }

  /// Sends a record as it is.
  ///
  /// - Parameter record: Any record, also one that makes no sense at this point.
  /// - Throws: ``ConnectionError`` when the peer has gone or doesn't read.
  public func send(_ record: Record) async throws(ConnectionError) {
    try await send(bytes: record.encoded)
  }

  /// Sends bytes as they are, for deliberate garbage and for records cut in pieces.
  ///
  /// - Parameter bytes: Any bytes.
  /// - Throws: ``ConnectionError`` when the peer has gone or doesn't read.
  public func send(bytes: [UInt8]) async throws(ConnectionError) {
    try await socket.send(bytes, within: sendTimeout)
  }

  /// Begins a request, which the calls that follow belong to.
  ///
  /// - Parameters:
  ///   - id: The id of the request; 1 by default, as nginx does it.
  ///   - role: The role the application is to play.
  ///   - keepConnection: Whether the application is to leave the connection open after the request.
  /// - Throws: ``ConnectionError`` when the peer has gone or doesn't read.
  public func beginRequest(
    id: UInt16 = 1, role: Role = .responder, keepConnection: Bool = false
  ) async throws(ConnectionError) {
    expectRequest(id: id, keepConnection: keepConnection)
    try await send(.beginRequest(requestID: id, role: role, keepConnection: keepConnection))
  }

  /// Sends params; may be called several times before ``finishParams()``.
  ///
  /// - Parameter params: Names and values in the order in which they are to be sent.
  /// - Throws: ``ConnectionError`` when the peer has gone or doesn't read.
  public func sendParams(_ params: [(String, String)]) async throws(ConnectionError) {
    let content = params.flatMap { NameValuePair(name: $0.0, value: $0.1).encoded }
    try await sendStream(.params, content: content)
  }

  /// Ends the params.
  ///
  /// - Throws: ``ConnectionError`` when the peer has gone or doesn't read.
  public func finishParams() async throws(ConnectionError) {
    try await finishStream(.params)
  }

  /// Sends a piece of the request's body; may be called several times before ``finishStdin()``.
  ///
  /// - Parameter bytes: The piece, of any length.
  /// - Throws: ``ConnectionError`` when the peer has gone or doesn't read.
  public func sendStdin(_ bytes: [UInt8]) async throws(ConnectionError) {
    try await sendStream(.stdin, content: bytes)
  }

  /// Ends the request's body.
  ///
  /// - Throws: ``ConnectionError`` when the peer has gone or doesn't read.
  public func finishStdin() async throws(ConnectionError) {
    try await finishStream(.stdin)
  }

  /// Asks the application to give up the request.
  ///
  /// - Throws: ``ConnectionError`` when the peer has gone or doesn't read.
  public func abortRequest() async throws(ConnectionError) {
    try await finishStream(.abortRequest)
  }

  /// Tells the peer that nothing more will be sent; receiving goes on.
  ///
  /// - Throws: ``ConnectionError`` when the connection is gone.
  public func shutdownWriting() async throws(ConnectionError) {
    try await socket.shutdownWriting()
  }

  /// Closes the connection, as a web server does whose client went away.
  public func close() async {
    await socket.close()
  }

  /// Closes the connection abruptly: over TCP, the peer gets a reset instead of an end of stream.
  ///
  /// It waits for calls in hand to return. Unix sockets know no reset: there it is an ordinary close.
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
