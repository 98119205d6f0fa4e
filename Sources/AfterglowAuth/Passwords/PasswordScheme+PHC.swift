/// The scheme in the PHC string format.
extension PasswordScheme {
  /// The name and the parameters: `scrypt$ln=15,r=8,p=3`.
  var phcName: String {
    switch self {
    case .scrypt(let exponent, let blockSize, let parallelism):
      "scrypt$ln=\(exponent),r=\(blockSize),p=\(parallelism)"
    case .pbkdf2SHA256(let iterations): "pbkdf2-sha256$i=\(iterations)"
    }
  }

  /// Reads the name and the parameters.
  ///
  /// - Throws: ``InvalidPasswordHash`` if they aren't a scheme, or if the cost is too high.
  init(name: Substring, parameters: Substring) throws(InvalidPasswordHash) {
    switch name {
    case "scrypt":
      let values = try Self.values(of: ["ln", "r", "p"], in: parameters)
      self = .scrypt(costExponent: values[0], blockSize: values[1], parallelism: values[2])
    case "pbkdf2-sha256":
      self = .pbkdf2SHA256(iterations: try Self.values(of: ["i"], in: parameters)[0])
    default:
      throw InvalidPasswordHash("its scheme is neither scrypt nor pbkdf2-sha256")
    }
    guard isBearable else { throw InvalidPasswordHash("its parameters are out of bounds") }
  }

  private static func values(
    of names: [Substring], in parameters: Substring
  ) throws(InvalidPasswordHash) -> [Int] {
    let pairs = parameters.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.split(separator: "=", maxSplits: 1) }
    let values = zip(names, pairs).compactMap { $1.count == 2 && $1[0] == $0 ? Int($1[1]) : nil }
    guard pairs.count == names.count, values.count == names.count else {
      let form = names.map { "\($0)=N" }.joined(separator: ",")
      throw InvalidPasswordHash("its parameters don't have the form \(form)")
    }
    return values
  }
}
