import Logging
import Synchronization

/// The built values of an application or of one request, which are disposed of in reverse order.
final class DependencyStore: Sendable {
  fileprivate typealias Waiter = CheckedContinuation<(any Sendable)?, any Error>

  fileprivate enum Slot {
    case building(waiters: [Waiter])
    case built(any Sendable)
  }

  private enum Claim {
    case built(any Sendable)
    case build
    case wait
  }

  fileprivate struct State {
    var slots: [ObjectIdentifier: Slot] = [:]
    var built: [(provider: DependencyProvider, value: any Sendable)] = []
    /// For each value under construction that waits for another one, the provider of that other value.
    var waits: [ObjectIdentifier: DependencyProvider] = [:]
    var isDisposed = false
  }

  private let state = Mutex(State())

  /// The values that the current Swift task is building; each needs the next.
  @TaskLocal private static var underConstruction: [DependencyProvider] = []

  /// Returns a value, and builds it on first use; concurrent callers wait for it.
  ///
  /// - Throws: ``DependencyError`` for a cycle or after the disposal; an error of `build`, after which the next caller
  ///   builds anew.
  func value(
    of provider: DependencyProvider, build: @Sendable () async throws -> any Sendable
  ) async throws -> any Sendable {
    let path = Self.underConstruction
    while true {
      switch try claim(provider, for: path) {
      case .built(let value): return value
      case .build: return try await self.build(provider, for: path, build)
      case .wait: if let value = try await wait(for: provider, for: path) { return value }
      }
    }
  }

  private func claim(_ provider: DependencyProvider, for path: [DependencyProvider]) throws -> Claim {
    try state.withLock { state in
      switch state.slots[ObjectIdentifier(provider)] {
      case .built(let value): return .built(value)
      case .building:
        try state.checkForCycle(waitingFor: provider, for: path)
        return .wait
      case nil:
        if state.isDisposed { throw DependencyError.disposed(type: provider.typeName) }
        state.slots[ObjectIdentifier(provider)] = .building(waiters: [])
        return .build
      }
    }
  }

  private func build(
    _ provider: DependencyProvider, for path: [DependencyProvider],
    _ build: @Sendable () async throws -> any Sendable
  ) async throws -> any Sendable {
    do {
      let value = try await Self.$underConstruction.withValue(path + [provider]) { try await build() }
      guard let waiters = finish(provider, with: value) else {
        try await provider.dispose(value)
        throw DependencyError.disposed(type: provider.typeName)
      }
      waiters.forEach { $0.resume(returning: value) }
      return value
    } catch {
      endBuilding(provider).forEach { $0.resume(throwing: error) }
      throw error
    }
  }

  /// - Returns: the callers that wait for the value; `nil` if the store was disposed of during the building.
  private func finish(_ provider: DependencyProvider, with value: any Sendable) -> [Waiter]? {
    state.withLock { state in
      if state.isDisposed { return nil }
      state.built.append((provider, value))
      return state.exchange(.built(value), of: provider)
    }
  }

  /// - Returns: the callers that wait for the value.
  private func endBuilding(_ provider: DependencyProvider) -> [Waiter] {
    state.withLock { $0.exchange(nil, of: provider) }
  }

  /// - Returns: the value; `nil` if the building ended before the wait began.
  private func wait(
    for provider: DependencyProvider, for path: [DependencyProvider]
  ) async throws -> (any Sendable)? {
    defer { state.withLock { $0.endWait(of: path.last) } }
    return try await withCheckedThrowingContinuation { continuation in
      let isBuilding = state.withLock { state in
        guard case .building(let waiters) = state.slots[ObjectIdentifier(provider)] else { return false }
        state.slots[ObjectIdentifier(provider)] = .building(waiters: waiters + [continuation])
        return true
      }
      if !isBuilding { continuation.resume(returning: nil) }
    }
  }

  /// Allows values to be built again after ``dispose(logger:)``.
  func reopen() {
    state.withLock { $0.isDisposed = false }
  }

  /// Disposes of the values, the last one built first.
  ///
  /// No values are available afterwards.
  ///
  /// An error is logged, and the other values are still disposed of.
  ///
  /// - Returns: whether all values were disposed of without an error.
  @discardableResult
  func dispose(logger: Logger) async -> Bool {
    let built = state.withLock { state in
      // A caller that is still building a value disposes of it itself, in `build`.
      defer {
        state.slots = state.slots.filter { if case .building = $0.value { true } else { false } }
        state.built = []
        state.isDisposed = true
      }
      return state.built
    }
    var isClean = true
    for (provider, value) in built.reversed() {
      do {
        try await provider.dispose(value)
      } catch {
        isClean = false
        logger.error(
          "A dependency can't be disposed of.",
          metadata: ["type": "\(provider.typeName)", "error": "\(String(reflecting: error))"])
      }
    }
    return isClean
  }
}

extension DependencyStore.State {
  /// - Returns: the callers that waited for the value.
  fileprivate mutating func exchange(
    _ slot: DependencyStore.Slot?, of provider: DependencyProvider
  ) -> [DependencyStore.Waiter] {
    defer { slots[ObjectIdentifier(provider)] = slot }
    guard case .building(let waiters) = slots[ObjectIdentifier(provider)] else { return [] }
    return waiters
  }

  /// Records that the last value of the path waits for another one, or throws if that completes a cycle.
  fileprivate mutating func checkForCycle(
    waitingFor provider: DependencyProvider, for path: [DependencyProvider]
  ) throws(DependencyError) {
    var chain = path
    var next: DependencyProvider? = provider
    while let provider = next {
      if let start = chain.firstIndex(where: { $0 === provider }) {
        throw .cycle(types: chain[start...].map(\.typeName))
      }
      chain.append(provider)
      next = waits[ObjectIdentifier(provider)]
    }
    if let last = path.last { waits[ObjectIdentifier(last)] = provider }
  }

  fileprivate mutating func endWait(of provider: DependencyProvider?) {
    if let provider { waits[ObjectIdentifier(provider)] = nil }
  }
}
