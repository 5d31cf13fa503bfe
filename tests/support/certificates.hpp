#pragma once

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <stdexcept>
#include <string>

namespace sluice {

/// A certificate and its key, both as PEM text.
struct Certificate {
  std::string pem;
  std::string key;
};

/// A certificate authority that exists in one test only.
class CertificateAuthority {
 public:
  explicit CertificateAuthority(const std::string& name) {
    sign(*certificate_, {.common_name = name, .is_authority = "critical,CA:TRUE"}, *key_);
  }

  /// What its friends trust.
  [[nodiscard]] std::string pem() const { return text_of(*certificate_); }

  enum class Validity { valid, expired };

  /// A server's certificate for `names`: "DNS:localhost,IP:127.0.0.1".
  [[nodiscard]] Certificate issue(const std::string& names, Validity validity) const {
    const Handle<EVP_PKEY> key = make_key();
    const Handle<X509> certificate = make_certificate();
    sign(*certificate, {.common_name = "Sluice test server", .names = names, .validity = validity},
         *key);
    return {text_of(*certificate), text_of(*key)};
  }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
    void operator()(BIO* bio) const { BIO_free(bio); }
  };
  template <class T>
  using Handle = std::unique_ptr<T, Free>;

  struct Subject {
    std::string common_name;
    std::string is_authority = {};
    std::string names = {};
    Validity validity = Validity::valid;
  };

  template <class T>
  static T* must(T* made) {
    if (made == nullptr) throw std::runtime_error{"OpenSSL cannot make a certificate"};
    return made;
  }
  static void must(int done) {
    if (done <= 0) throw std::runtime_error{"OpenSSL cannot make a certificate"};
  }

  static Handle<EVP_PKEY> make_key() {
    return Handle<EVP_PKEY>{must(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"))};
  }
  static Handle<X509> make_certificate() { return Handle<X509>{must(X509_new())}; }

  /// Gives `certificate`, which is `subject`'s with the key `key`, its content
  /// and this authority's signature.
  void sign(X509& certificate, const Subject& subject, EVP_PKEY& key) const {
    const bool valid = subject.validity == Validity::valid;
    must(X509_set_version(&certificate, X509_VERSION_3));
    must(ASN1_INTEGER_set(X509_get_serialNumber(&certificate), subject.names.empty() ? 1 : 2));
    must(ASN1_TIME_set_string(X509_getm_notBefore(&certificate), "20000101000000Z"));
    must(ASN1_TIME_set_string(X509_getm_notAfter(&certificate),
                              valid ? "99991231235959Z" : "20010101000000Z"));
    must(X509_set_pubkey(&certificate, &key));
    X509_NAME* const name = X509_get_subject_name(&certificate);
    const std::string& text = subject.common_name;
    must(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(text.data()),
                                    static_cast<int>(text.size()), -1, 0));
    must(X509_set_issuer_name(&certificate, X509_get_subject_name(certificate_.get())));
    extend(certificate, NID_basic_constraints, subject.is_authority);
    extend(certificate, NID_subject_alt_name, subject.names);
    must(X509_sign(&certificate, key_.get(), EVP_sha256()));
  }

  static void extend(X509& certificate, int kind, const std::string& value) {
    if (value.empty()) return;
    const Handle<X509_EXTENSION> extension{
        must(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()))};
    must(X509_add_ext(&certificate, extension.get(), -1));
  }

  static std::string text_of(BIO& bio) {
    std::string text(BIO_ctrl_pending(&bio), '\0');
    must(BIO_read(&bio, text.data(), static_cast<int>(text.size())));
    return text;
  }
  static std::string text_of(X509& certificate) {
    const Handle<BIO> bio{must(BIO_new(BIO_s_mem()))};
    must(PEM_write_bio_X509(bio.get(), &certificate));
    return text_of(*bio);
  }
  static std::string text_of(EVP_PKEY& key) {
    const Handle<BIO> bio{must(BIO_new(BIO_s_mem()))};
    must(PEM_write_bio_PrivateKey(bio.get(), &key, nullptr, nullptr, 0, nullptr, nullptr));
    return text_of(*bio);
  }

  Handle<EVP_PKEY> key_ = make_key();
  Handle<X509> certificate_ = make_certificate();
};

/// What a server's TLS connections share.
inline boost::asio::ssl::context server_tls(const Certificate& certificate) {
  boost::asio::ssl::context context{boost::asio::ssl::context::tls_server};
  context.use_certificate_chain(boost::asio::buffer(certificate.pem));
  context.use_private_key(boost::asio::buffer(certificate.key), boost::asio::ssl::context::pem);
  return context;
}

}  // namespace sluice
