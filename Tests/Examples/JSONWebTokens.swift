import Afterglow
import AfterglowAuth
import AfterglowJWT
import JWTKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The example of the page "JSON Web Tokens".
func jsonWebTokensExample() -> Application {
  let app = Application()
  let environment = ProcessInfo.processInfo.environment
  let keySetPath = environment["NOTES_KEY_SET"] ?? "keys.json"

  let keys = JWTKeyCollection()
  app.onStartup {
    try await keys.replaceKeys(withJWKS: String(contentsOfFile: keySetPath, encoding: .utf8))
  }
  let own = JWTKeyCollection()
  let secret = environment["NOTES_TOKEN_SECRET"] ?? ""
  app.onStartup {
    guard secret.utf8.count >= 32 else { throw TokenSecretMissing() }
    await own.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
  }

  let requirements = TokenRequirements(issuer: "https://id.example.org", audience: "notes")
  let people = JWTAuthenticator(realm: "Notes", keys: keys, requiring: requirements) { (claims: Claims, _) in
    TokenUser(name: claims.sub.value, permissions: Set(claims.scope.split(separator: " ").map(String.init)))
  }
  app.include("/notes", middleware: [AuthenticationMiddleware(people), RequireUser()]) { notes in
    notes.get { (request: Authenticated<TokenUser>) in ["A note of \(request.user.name)"] }

    notes.delete("/{id}", middleware: [RequirePermission<TokenUser>("notes:delete")]) { (id: Int) in
      HTTPResponse.Status.noContent
    }

    notes.post("/{id}/links") { (id: Int) in
      let claims = LinkClaims(note: id, exp: ExpirationClaim(value: Date().addingTimeInterval(3600)))
      return JSONResponse(["token": try await own.sign(claims)])
    }
  }

  let links = JWTAuthenticator(realm: "Links", keys: own) { (claims: LinkClaims, _) in claims }
  app.include("/shared", middleware: [AuthenticationMiddleware(links)]) { shared in
    shared.get { (request: Authenticated<LinkClaims>) in "Note \(request.user.note)" }
  }

  return app
}

private struct Claims: JWTPayload {
  var sub: SubjectClaim
  var scope: String

  func verify(using algorithm: some JWTAlgorithm) {}
}

private struct TokenUser: PermissionHolder {
  var name: String
  var permissions: Set<String>
}

private struct LinkClaims: JWTPayload {
  var note: Int
  var exp: ExpirationClaim

  func verify(using algorithm: some JWTAlgorithm) {}
}

private struct TokenSecretMissing: Error, CustomStringConvertible {
  let description = "NOTES_TOKEN_SECRET has to have at least 32 characters."
}
