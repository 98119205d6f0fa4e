import HTTPTypes

/// A handler of one type among others: the extractors are in the closure.
struct RouteHandler: Sendable {
  /// What the handler's parameters take, in order, with their types' names.
  let parameters: [(source: ExtractionSource, name: String)]

  /// The values that have to be provided for it.
  let injected: [InjectedParameter]

  /// The names of the header fields that the handler's parameters take.
  let headerNames: [String]

  /// Extracts, calls the handler and makes a response of what it returns.
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

  /// Whether the handler is called before the body is there.
  var streamsBody: Bool { parameters.contains { $0.source == .bodyStream } }
}
