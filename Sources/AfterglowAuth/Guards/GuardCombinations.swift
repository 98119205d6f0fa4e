import Afterglow

/// Lets pass what each of several guards lets pass.
public struct AllOf: Guard {
  private let guards: [any Guard]

  /// A guard of guards.
  ///
  /// - Parameter guards: those that all have to agree, the one to be asked first in front.
  public init(_ guards: any Guard...) { self.guards = guards }

  /// The first verdict that isn't to let pass.
  ///
  /// - Throws: what a guard throws.
  public func check(_ request: Request) async throws -> GuardVerdict {
    for member in guards {
      let verdict = try await member.check(request)
      if verdict != .allowed { return verdict }
    }
    return .allowed
  }
}

/// Lets pass what at least one of several guards lets pass.
public struct AnyOf: Guard {
  private let guards: [any Guard]

  /// A guard of guards.
  ///
  /// - Parameter guards: those of which one has to agree, the one to be asked first in front.
  public init(_ guards: any Guard...) { self.guards = guards }

  /// To let pass if one says so; otherwise to ask for authentication if that might help; otherwise the first refusal.
  ///
  /// - Throws: what a guard throws.
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

/// Lets pass the users that a guard refuses.
///
///     Not(RequireRole<Account>("suspended"))
///
/// It lets nobody pass whom the guard would ask for authentication: of them it isn't known.
public struct Not: Guard {
  private let negated: any Guard

  /// The opposite of a guard.
  ///
  /// - Parameter negated: the guard.
  public init(_ negated: any Guard) { self.negated = negated }

  /// The opposite verdict, but for a request that isn't authenticated.
  ///
  /// - Throws: what the guard throws.
  public func check(_ request: Request) async throws -> GuardVerdict {
    switch try await negated.check(request) {
    case .allowed: .forbidden()
    case .unauthenticated: .unauthenticated
    case .forbidden: .allowed
    }
  }
}
