import Afterglow

/// Signed texts, which a client stores and can't forge: `PAYLOAD.SIGNATURE`, both in Base64's alphabet for URLs.
struct SignedText: Sendable {
  private let signer: Signer

  init(_ secrets: [SessionSecret], purpose: String) {
    signer = Signer(secrets, purpose: purpose)
  }

  func signing(_ payload: String) -> String {
    payload + "." + Base64URL.encoding(signer.signature(of: payload.utf8))
  }

  /// Returns the payload; `nil` if the signature isn't valid.
  func payload(of text: String) -> String? {
    guard let dot = text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return nil }
    let payload = text[..<dot]
    guard let signature = Base64URL.decoding(text[text.utf8.index(after: dot)...]),
      signer.isSignature(signature, of: payload.utf8)
    else { return nil }
    return String(payload)
  }
}
