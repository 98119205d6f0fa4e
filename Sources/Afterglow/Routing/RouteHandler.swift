import HTTPTypes

/// A handler with its parameter types erased; the closure calls the extractors.
struct RouteHandler: Sendable {
  /// The source and type name of each of the handler's parameters, in order.
  let parameters: [(source: ExtractionSource, name: String)]

  /// The handler's parameters that take provided values.
  let injected: [InjectedParameter]

  /// The names of the header fields that the handler takes.
  let headerNames: [String]

  /// Extracts the arguments, calls the handler and converts its result into a response.
  let call: @Sendable (Request) async throws -> Response

  init<each Input: RequestExtractable, Output: ResponseConvertible>(
    _ handler: @escaping @Sendable (repeat each Input) async throws -> Output
  ) {
    var parameters: [(ExtractionSource, String)] = []
    var injected: [InjectedParameter] = []
    var headerNames: [String] = []
    for type in repeat (each Input).self {
      if let parameter = InjectedParameter(type) { injected.append(parameter) }
      if let type = type as? any HeaderExtractable.Type { headerNames.append(type.headerName) }
      parameters.append((type.extractionSource, "\(type)"))
    }
    self.parameters = parameters
    self.injected = injected
    self.headerNames = headerNames
    self.call = { request in
      var context = ExtractionContext(request: request)
      return try await handler(repeat try await (each Input).extract(from: &context)).response(to: request)
    }
  }

  /// Whether the handler is called before the body has arrived.
  var streamsBody: Bool { parameters.contains { $0.source == .bodyStream } }
}
