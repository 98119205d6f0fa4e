/// A provider of values of one type, built once for the application or once for each request.
///
/// It is a class because its identity is the key of its value: an inner level may provide the same type.
final class DependencyProvider: Sendable {
  enum Build: Sendable {
    case perApplication(@Sendable (ApplicationDependencies) async throws -> any Sendable)
    case perRequest(@Sendable (Request) async throws -> any Sendable)
  }

  let typeName: String
  let build: Build
  let dispose: @Sendable (any Sendable) async throws -> Void

  init<Value: Sendable>(
    of type: Value.Type, _ build: Build, dispose: (@Sendable (Value) async throws -> Void)?
  ) {
    typeName = "\(type)"
    self.build = build
    self.dispose = { value in
      if let value = value as? Value { try await dispose?(value) }
    }
  }

  var isPerApplication: Bool {
    if case .perApplication = build { true } else { false }
  }
}
