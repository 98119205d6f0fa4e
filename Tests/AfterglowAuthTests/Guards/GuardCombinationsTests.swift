import Afterglow
import AfterglowAuth
import AfterglowTesting
import HTTPTypes
import Testing

@Suite struct GuardCombinationsTests {
  private struct Verdict: Guard {
    let verdict: GuardVerdict

    init(_ verdict: GuardVerdict) { self.verdict = verdict }

    func check(_ request: Request) -> GuardVerdict { verdict }
  }

  private let allowed = Verdict(.allowed)
  private let unauthenticated = Verdict(.unauthenticated)
  private let forbidden = Verdict(.forbidden(detail: "No."))

  private func status(behind guarding: any Guard) async throws -> HTTPResponse.Status {
    try await GuardedService.status(for: "ada", behind: guarding)
  }

  @Test func `AllOf lets pass what all let pass`() async throws {
    #expect(try await status(behind: AllOf(allowed, allowed)) == .ok)
    #expect(try await status(behind: AllOf(allowed, forbidden)) == .forbidden)
  }

  @Test func `AllOf says what the first one says that refuses`() async throws {
    #expect(try await status(behind: AllOf(allowed, unauthenticated, forbidden)) == .unauthorized)
    #expect(try await status(behind: AllOf(forbidden, unauthenticated)) == .forbidden)
  }

  @Test func `AnyOf lets pass what one lets pass`() async throws {
    #expect(try await status(behind: AnyOf(forbidden, unauthenticated, allowed)) == .ok)
  }

  @Test func `AnyOf asks who it is where that might help`() async throws {
    #expect(try await status(behind: AnyOf(forbidden, unauthenticated)) == .unauthorized)
  }

  @Test func `AnyOf otherwise says what the first one says`() async throws {
    let guarding = AnyOf(forbidden, Verdict(.forbidden(detail: "Never.")))
    #expect(try await GuardedService.answer(to: "ada", behind: guarding).text == #"{"detail":"No."}"#)
  }

  @Test func `AnyOf of nothing lets nobody pass`() async throws {
    #expect(try await status(behind: AnyOf()) == .forbidden)
  }

  @Test func `Not lets pass what is refused, and refuses what is let pass`() async throws {
    #expect(try await status(behind: Not(forbidden)) == .ok)
    #expect(try await status(behind: Not(allowed)) == .forbidden)
  }

  @Test func `Not lets nobody pass of whom nothing is known`() async throws {
    #expect(try await status(behind: Not(unauthenticated)) == .unauthorized)
  }

  @Test func `They nest`() async throws {
    let guarding = AllOf(AnyOf(forbidden, allowed), Not(AllOf(forbidden)))
    #expect(try await status(behind: guarding) == .ok)
  }
}
