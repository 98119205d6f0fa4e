import FastCGI
import HTTPTypes

/// The limits on a request's size and on its handler's time.
struct RequestLimits: Sendable {
  var maxBodySize = ApplicationConfiguration.defaultMaxBodySize
  var maxParams = ApplicationConfiguration.defaultMaxParams
  var maxParamsSize = ApplicationConfiguration.defaultMaxParamsSize
  var timeout: Duration?

  /// Throws a 431 (RFC 6585, section 5) if the params, which are mostly header fields, exceed a limit.
  func check(_ params: RequestParams) throws(HTTPError) {
    guard params.count <= maxParams, params.byteCount <= maxParamsSize else {
      throw HTTPError(
        .requestHeaderFieldsTooLarge, detail: "The request has too many or too large header fields.")
    }
  }
}
