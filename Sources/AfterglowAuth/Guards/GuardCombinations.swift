import Afterglow

/// A guard that lets a request pass if each of several guards does.
public struct AllOf: Guard {
  private let guards: [any Guard]

  /// Creates a guard from guards.
  ///
  /// - Parameter guards: the guards, in the order in which they are asked.
  public init(_ guards: any Guard...) { self.guards = guards }

  /// Returns the first verdict that isn't ``GuardVerdict/allowed``.
  ///
  /// - Throws: the errors of the guards.
  public func check(_ request: Request) async throws -> GuardVerdict {
    for member in guards {
      let verdict = try await member.check(request)
      if verdict != .allowed { return verdict }
    }
    return .allowed
  }
}

/// A guard that lets a request pass if at least one of several guards does.
public struct AnyOf: Guard {
  private let guards: [any Guard]

  /// Creates a guard from guards.
  ///
  /// - Parameter guards: the guards, in the order in which they are asked.
  public init(_ guards: any Guard...) { self.guards = guards }

  /// Returns ``GuardVerdict/allowed`` if one guard does; otherwise ``GuardVerdict/unauthenticated`` if one guard does;
  /// otherwise the first refusal.
  ///
  /// - Throws: the errors of the guards.
  public func check(_ request: Request) async throws -> GuardVerdict {
    var verdicts: [GuardVerdict] = []
    for member in guards {
      let verdict = try await member.check(request)
      if verdict == .allowed { return .allowed }
      verdicts.append(verdict)
    }
    return verdicts.contains(.unauthenticated) ? .unauthenticated : verdicts.first ?? .forbidden()
  }
}

/// A guard that lets the users pass that another guard refuses.
///
///     Not(RequireRole<Account>("suspended"))
///
/// It lets no request pass for which the other guard needs a user.
public struct Not: Guard {
  private let negated: any Guard

  /// Creates the opposite of a guard.
  ///
  /// - Parameter negated: the guard.
  public init(_ negated: any Guard) { self.negated = negated }

  /// Returns the opposite verdict, except for a request that isn't authenticated.
  ///
  /// - Throws: the errors of the guard.
  public func check(_ request: Request) async throws -> GuardVerdict {
    switch try await negated.check(request) {
    case .allowed: .forbidden()
    case .unauthenticated: .unauthenticated
    case .forbidden: .allowed
    }
  }
}
