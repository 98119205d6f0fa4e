import FastCGI

/// The output of an application for one request: streams and statuses, not parsed as HTTP.
public struct RequestOutput: Hashable, Sendable {
  /// The bytes of the response stream.
  public var stdout: [UInt8] = []
  /// The bytes of the error stream.
  public var stderr: [UInt8] = []
  /// The application's exit status from `END_REQUEST`.
  public var appStatus: UInt32 = 0
  /// The protocol status from `END_REQUEST`.
  public var protocolStatus: ProtocolStatus = .requestComplete
  /// Whether the application has closed the connection after the request.
  ///
  /// Without keep-conn, the receiving call waits for the close up to its deadline. With keep-conn the value is always
  /// `false`: use ``FastCGIConnection/receiveEndOfStream(within:)`` to wait for a close.
  public var connectionWasClosed = false

  /// Creates an empty output, for tests of code that reads one.
  public init() {}

  init(_ response: ClientResponse) {
    stdout = response.stdout
    stderr = response.stderr
    appStatus = response.appStatus
    protocolStatus = response.protocolStatus ?? .requestComplete
  }
}
