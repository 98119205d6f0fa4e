/// Names a header field that handlers take, and says what type its value has.
///
///     enum Tenant: HeaderKey {
///       static let name = "X-Tenant"
///       typealias Value = Int
///     }
///
///     app.get("/orders") { (tenant: Header<Tenant>) in … tenant.value … }
///
/// Those of many services are in ``HeaderKeys``.
public protocol HeaderKey: SendableMetatype {
  /// The type of the value, spelt as in a path; `String` by default.
  associatedtype Value: PathScalar = String

  /// The field's name, in any case.
  ///
  /// It has to be a token (RFC 9110, section 5.1); another one is a programmer's error that ends the process when a
  /// request comes.
  static var name: String { get }
}
