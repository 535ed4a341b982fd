// SPDX-License-Identifier: BSD-3-Clause

// An independent look at tokens, with Veraison's modules; nothing is shared with tools/verify_token.py. Prints the claims as JSON, or one
// line of reason.
//
//	go run . cose key.pem token.cbor     go-cose verifies the signature, fxamacker/cbor reads the claims
//	go run . cca iak.pem bundle.cbor     ccatoken: both tokens, their claims, the binding
//	go run . psa iak.pem token.cbor      psatoken: signature and claims
package main

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/ccatoken"
	"github.com/veraison/go-cose"
	"github.com/veraison/psatoken"
)

func readKey(path string) (*ecdsa.PublicKey, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, fmt.Errorf("%s: no PEM", path)
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	public, ok := key.(*ecdsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("%s: no ECDSA key", path)
	}
	return public, nil
}

// Byte strings in hexadecimal, keys as text: what JSON can say.
func plain(value any) any {
	switch v := value.(type) {
	case []byte:
		return hex.EncodeToString(v)
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
		return v
	case map[any]any:
		out := map[string]any{}
		for key, part := range v {
			out[fmt.Sprint(key)] = plain(part)
		}
		return out
	}
	return value
}

func verifyCOSE(key *ecdsa.PublicKey, token []byte) (any, error) {
	var message cose.Sign1Message
	if err := message.UnmarshalCBOR(token); err != nil {
		return nil, err
	}
	algorithm, err := message.Headers.Protected.Algorithm()
	if err != nil {
		return nil, err
	}
	verifier, err := cose.NewVerifier(algorithm, key)
	if err != nil {
		return nil, err
	}
	if err := message.Verify(nil, verifier); err != nil {
		return nil, err
	}
	strict, err := cbor.DecOptions{DupMapKey: cbor.DupMapKeyEnforcedAPF, IndefLength: cbor.IndefLengthForbidden,
		UTF8: cbor.UTF8RejectInvalid}.DecMode()
	if err != nil {
		return nil, err
	}
	var claims map[any]any
	if err := strict.Unmarshal(message.Payload, &claims); err != nil {
		return nil, err
	}
	return map[string]any{"algorithm": algorithm.String(), "claims": plain(claims)}, nil
}

func verifyCCA(key *ecdsa.PublicKey, token []byte) (any, error) {
	evidence, err := ccatoken.DecodeAndValidateEvidenceFromCBOR(token)
	if err != nil {
		return nil, err
	}
	return evidence, evidence.Verify(key)
}

func verifyPSA(key *ecdsa.PublicKey, token []byte) (any, error) {
	evidence, err := psatoken.DecodeAndValidateEvidenceFromCOSE(token)
	if err != nil {
		return nil, err
	}
	return evidence.Claims, evidence.Verify(key)
}

var verifiers = map[string]func(*ecdsa.PublicKey, []byte) (any, error){
	"cose": verifyCOSE, "cca": verifyCCA, "psa": verifyPSA,
}

func run(kind, keyPath, tokenPath string) error {
	key, err := readKey(keyPath)
	if err != nil {
		return err
	}
	token, err := os.ReadFile(tokenPath)
	if err != nil {
		return err
	}
	claims, err := verifiers[kind](key, token)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(claims)
}

func main() {
	if len(os.Args) != 4 || verifiers[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: veraison cose|cca|psa key.pem token.cbor")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, "veraison:", err)
		os.Exit(1)
	}
}
