import FastCGI
import HTTPTypes

/// What a request may have, and how long its handler may take.
struct RequestLimits: Sendable {
  var maxBodySize = ApplicationConfiguration.defaultMaxBodySize
  var maxParams = ApplicationConfiguration.defaultMaxParams
  var maxParamsSize = ApplicationConfiguration.defaultMaxParamsSize
  var timeout: Duration?

  /// RFC 6585, section 5: the header fields are most of the params.
  func check(_ params: RequestParams) throws(HTTPError) {
    guard params.count <= maxParams, params.byteCount <= maxParamsSize else {
      throw HTTPError(
        .requestHeaderFieldsTooLarge, detail: "The request has too many or too large header fields.")
    }
  }
}
