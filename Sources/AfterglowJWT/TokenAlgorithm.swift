/// The signature algorithm of a token: the `alg` of its header (RFC 7518, section 3.1; RFC 8037; RFC 9964).
public enum TokenAlgorithm: String, CaseIterable, Sendable {
  case hs256 = "HS256"
  case hs384 = "HS384"
  case hs512 = "HS512"
  case rs256 = "RS256"
  case rs384 = "RS384"
  case rs512 = "RS512"
  case ps256 = "PS256"
  case ps384 = "PS384"
  case ps512 = "PS512"
  case es256 = "ES256"
  case es384 = "ES384"
  case es512 = "ES512"
  case edDSA = "EdDSA"
  case mlDSA65 = "ML-DSA-65"
  case mlDSA87 = "ML-DSA-87"
}

extension Set<TokenAlgorithm> {
  /// One algorithm for each kind of key: all except RSA with the longer hashes and RSA-PSS.
  ///
  /// A published RSA key often doesn't say which of six algorithms it is for. If only one of them is accepted, a client
  /// can't choose.
  public static let oneForEachKey: Set = [
    .hs256, .hs384, .hs512, .rs256, .es256, .es384, .es512, .edDSA, .mlDSA65, .mlDSA87,
  ]
}
