import HTTPTypes

/// An application's response, parsed as a CGI response like in a web server.
public struct FastCGIResponse: Hashable, Sendable {
  /// The streams and statuses as received.
  public let output: RequestOutput
  /// The status of the `Status` field; 200 if there is none (RFC 3875, section 6.3.3).
  public let status: HTTPResponse.Status
  /// The header fields without `Status`, in the order in which they came.
  public let headers: HTTPFields
  /// The bytes after the header section.
  public let body: [UInt8]

  /// Reads a CGI response.
  ///
  /// - Parameter output: the output of the application.
  /// - Throws: ``MalformedResponse`` if the header section is missing, cut off or wrong.
  public init(_ output: RequestOutput) throws(MalformedResponse) {
    guard let section = HeaderSection(output.stdout) else {
      throw MalformedResponse(
        "no empty line ends the header section (\(output.protocolStatus))", in: output.stdout)
    }
    guard !section.lines.isEmpty else {
      // RFC 3875, section 6.3: a response has at least one header field.
      throw MalformedResponse("there is no header field", in: output.stdout)
    }
    var headers = HTTPFields()
    var status: HTTPResponse.Status?
    for line in section.lines {
      let field = try HeaderSection.field(line)
      guard field.name == Self.statusName else {
        headers.append(field)
        continue
      }
      guard status == nil, let value = HeaderSection.status(field.value) else {
        throw MalformedResponse("the Status field is doubled or has no status of three digits", in: line)
      }
      status = value
    }
    self.output = output
    self.status = status ?? .ok
    self.headers = headers
    body = Array(output.stdout[section.end...])
  }

  private static let statusName = HTTPField.Name("Status")
}

extension FastCGIResponse {
  /// The body as text, with replacement characters for invalid UTF-8.
  public var text: String { String(decoding: body, as: UTF8.self) }
  /// The bytes of the response stream, including the header section.
  public var stdout: [UInt8] { output.stdout }
  /// The bytes of the error stream.
  public var stderr: [UInt8] { output.stderr }
  /// The application's exit status from `END_REQUEST`.
  public var appStatus: UInt32 { output.appStatus }
  /// The protocol status from `END_REQUEST`.
  public var protocolStatus: ProtocolStatus { output.protocolStatus }
  /// Whether the application has closed the connection; see ``RequestOutput/connectionWasClosed``.
  public var connectionWasClosed: Bool { output.connectionWasClosed }
}
