#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The digits of a number as an integer, with a power of ten to multiply it by.
struct JSONNumber<Magnitude: FixedWidthInteger & UnsignedInteger> {
  private(set) var isNegative = false
  private(set) var magnitude: Magnitude = 0
  private(set) var exponent = 0

  /// The largest exponent; beyond it no type can tell the difference, and adding the number of digits can't overflow.
  private static var exponentLimit: Int { 1_000_000_000 }

  /// Parses a JSON number (RFC 8259, section 6); fails if it has more digits than fit.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    var pendingZeros = 0
    var fractionDigits = 0
    var isFraction = false
    for position in bytes.indices {
      switch bytes[position] {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): isFraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        exponent = Self.exponent(bytes[(position + 1)...])
        exponent += pendingZeros - fractionDigits
        return
      case let byte:
        if isFraction { fractionDigits += 1 }
        guard append(byte - UInt8(ascii: "0"), &pendingZeros) else { return nil }
      }
    }
    exponent = pendingZeros - fractionDigits
  }

  /// Appends a digit, but applies zeros only when another digit follows, so that `1.000` becomes 1.
  private mutating func append(_ digit: UInt8, _ pendingZeros: inout Int) -> Bool {
    guard digit != 0 else {
      if magnitude != 0 { pendingZeros += 1 }
      return true
    }
    guard let shifted = Self.times(ten: pendingZeros + 1, magnitude) else { return false }
    let (sum, overflow) = shifted.addingReportingOverflow(Magnitude(digit))
    magnitude = sum
    pendingZeros = 0
    return !overflow
  }

  private static func times(ten exponent: Int, _ magnitude: Magnitude) -> Magnitude? {
    guard magnitude != 0 else { return 0 }
    var product = magnitude
    // The loop ends at the first overflow, however large the exponent is.
    for _ in 0..<exponent {
      let (next, overflow) = product.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      product = next
    }
    return product
  }

  private static func exponent(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
    var value = 0
    for byte in bytes where byte >= UInt8(ascii: "0") {
      value = min(value * 10 + Int(byte - UInt8(ascii: "0")), exponentLimit)
    }
    return bytes.first == UInt8(ascii: "-") ? -value : value
  }

  /// Returns the number as an integer, or `nil` if it has a fraction or doesn't fit.
  func integer<Integer: FixedWidthInteger>(as type: Integer.Type) -> Integer? {
    if magnitude == 0 { return 0 }
    guard exponent >= 0, let whole = Self.times(ten: exponent, magnitude) else { return nil }
    guard isNegative else { return Integer(exactly: whole) }
    guard Integer.isSigned else { return nil }
    // The magnitude of the smallest integer doesn't fit into its own type.
    return whole <= Integer.min.magnitude ? 0 - Integer(truncatingIfNeeded: whole - 1) - 1 : nil
  }
}

extension JSONDocument {
  private func isNumber(at index: Int) -> Bool {
    let kind = kind(at: index)
    return kind == .integer || kind == .number
  }

  /// Returns an integer, also from `1.0` or `1e2`; `nil` if the value is not a number, has a fraction or doesn't fit.
  func integer<Integer: FixedWidthInteger>(at index: Int) -> Integer? {
    guard isNumber(at: index) else { return nil }
    return withBytes(at: index) { bytes in
      if let short = JSONNumber<UInt64>(bytes), let value = short.integer(as: Integer.self) { return value }
      return JSONNumber<UInt128>(bytes)?.integer(as: Integer.self)
    }
  }

  /// Returns the closest number, or `nil` if the value is not a number or is too large.
  func double(at index: Int) -> Double? {
    guard isNumber(at: index) else { return nil }
    if let number = withBytes(at: index, JSONNumber<UInt64>.init), let value = Self.exactDouble(number) {
      return value
    }
    return Double(text(at: index)).flatMap { $0.isFinite ? $0 : nil }
  }

  /// Returns the closest number, or `nil` if the value is not a number or is too large.
  func float(at index: Int) -> Float? {
    guard isNumber(at: index) else { return nil }
    return Float(text(at: index)).flatMap { $0.isFinite ? $0 : nil }
  }

  /// Returns the number if the integer and the power of ten are both exact: one operation rounds correctly (Clinger
  /// 1990).
  private static func exactDouble(_ number: JSONNumber<UInt64>) -> Double? {
    guard number.magnitude <= 1 << 53, (-22...22).contains(number.exponent) else { return nil }
    let whole = Double(number.magnitude)
    let value =
      number.exponent < 0 ? whole / powersOfTen[-number.exponent] : whole * powersOfTen[number.exponent]
    return number.isNegative ? -value : value
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
    1e19, 1e20,
    1e21, 1e22,
  ]

  /// Returns a decimal number, rounded to 38 digits; `nil` if the value is not a number or doesn't fit.
  func decimal(at index: Int) -> Decimal? {
    guard isNumber(at: index) else { return nil }
    return Decimal(string: text(at: index)).flatMap { $0.isNaN ? nil : $0 }
  }
}
