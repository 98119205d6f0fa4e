import FastCGI

/// What an application sent for one request, as it came: streams and statuses, not yet understood as HTTP.
public struct RequestOutput: Hashable, Sendable {
  /// The bytes of the response stream.
  public var stdout: [UInt8] = []
  /// The bytes of the error stream.
  public var stderr: [UInt8] = []
  /// The application's exit status from `END_REQUEST`.
  public var appStatus: UInt32 = 0
  /// How the request ended at the level of the protocol.
  public var protocolStatus: ProtocolStatus = .requestComplete
  /// Whether the application has closed the connection after the request.
  ///
  /// For a request without keep-conn the close is awaited up to the deadline of the receiving call. With keep-conn
  /// it is always false: ``FastCGIConnection/receiveEndOfStream(within:)`` waits for a close.
  public var connectionWasClosed = false

  /// Makes an output, for tests of code that reads one.
  public init() {}

  init(_ response: ClientResponse) {
    stdout = response.stdout
    stderr = response.stderr
    appStatus = response.appStatus
    protocolStatus = response.protocolStatus ?? .requestComplete
  }
}
