/// Which values can be had where: the providers of the levels around a route, outermost first.
struct DependencyTable: Sendable {
  /// Where the values are that are built per application.
  let applicationStore: DependencyStore

  private let levels: [[ObjectIdentifier: DependencyProvider]]

  /// A table, or `nil` if nothing is provided.
  ///
  /// - Parameters:
  ///   - levels: the providers of each level by the type that they provide, outermost level first.
  ///   - applicationStore: where the values are that are built per application.
  init?(_ levels: [[ObjectIdentifier: DependencyProvider]], applicationStore: DependencyStore) {
    guard levels.contains(where: { !$0.isEmpty }) else { return nil }
    self.levels = levels
    self.applicationStore = applicationStore
  }

  /// Finds the provider of the innermost level that has one.
  ///
  /// - Parameters:
  ///   - type: what is asked for.
  ///   - depth: the innermost level to look at; all are by default.
  /// - Returns: the provider and the depth of its level, or `nil` if there is none.
  func provider(
    of type: ObjectIdentifier, atMost depth: Int = .max
  ) -> (provider: DependencyProvider, depth: Int)? {
    for index in levels.indices.reversed() where index <= depth {
      if let provider = levels[index][type] { return (provider, index) }
    }
    return nil
  }

  /// Builds what is built per application, if it isn't yet.
  func buildApplicationValues() async throws {
    for (depth, level) in levels.enumerated() {
      // Sorted, so that a start does the same each time.
      for provider in level.values.sorted(by: { $0.typeName < $1.typeName }) where provider.isPerApplication {
        _ = try await applicationValue(of: provider, at: depth)
      }
    }
  }

  /// The value of a provider per application, built if it isn't yet.
  ///
  /// Its closure finds what is provided on its own level and those around.
  func applicationValue(of provider: DependencyProvider, at depth: Int) async throws -> any Sendable {
    guard case .perApplication(let build) = provider.build else {
      throw DependencyError.perRequest(type: provider.typeName)
    }
    return try await applicationStore.value(of: provider) {
      try await build(ApplicationDependencies(table: self, depth: depth))
    }
  }
}
