/// The status as JSON: the report of each process, and the metrics.
struct StatusJSON: Encodable {
  let status: ServiceStatus

  private enum CodingKeys: CodingKey { case metrics }

  func encode(to encoder: any Encoder) throws {
    try status.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(status.metrics, forKey: .metrics)
  }

  /// The text, whose form doesn't depend on the application's ``Application/json``.
  var text: [UInt8] { get throws { try JSONContent.encode(self) } }
}
