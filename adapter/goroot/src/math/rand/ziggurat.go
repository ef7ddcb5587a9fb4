package rand

import (
	"math"
	"sync"
)

// The tables of Marsaglia and Tsang's ziggurat method: layers of equal area under a
// curve. x is where a layer ends, in units of the random numbers; k is below which
// of them the layer is surely under the curve; f is the curve's height.
type ziggurat struct {
	once sync.Once
	k    []uint32
	w, f []float32
}

var normal, exponential ziggurat

const (
	normTail = 3.442619855899
	expTail  = 7.69711747013104972
)

// fill computes the tables for a curve; height is the curve, and inverse its inverse.
func (z *ziggurat) fill(n int, scale, tail, area float64, height, inverse func(float64) float64) {
	z.k, z.w, z.f = make([]uint32, n), make([]float32, n), make([]float32, n)
	x, last := tail, tail
	q := area / height(x)
	z.k[0] = uint32(x / q * scale)
	z.w[0], z.w[n-1] = float32(q/scale), float32(x/scale)
	z.f[0], z.f[n-1] = 1, float32(height(x))
	for i := n - 2; i >= 1; i-- {
		x = inverse(area/x + height(x))
		z.k[i+1] = uint32(x / last * scale)
		last = x
		z.f[i] = float32(height(x))
		z.w[i] = float32(x / scale)
	}
}

func fillNormal() {
	normal.fill(128, 1<<31, normTail, 9.91256303526217e-3,
		func(x float64) float64 { return math.Exp(-0.5 * x * x) },
		func(y float64) float64 { return math.Sqrt(-2 * math.Log(y)) })
}

func fillExponential() {
	exponential.fill(256, 1<<32, expTail, 3.949659822581572e-3,
		func(x float64) float64 { return math.Exp(-x) },
		func(y float64) float64 { return -math.Log(y) })
}

// NormFloat64 returns a normally distributed float64 with mean 0 and standard
// deviation 1.
func (r *Rand) NormFloat64() float64 {
	normal.once.Do(fillNormal)
	for {
		u := r.Uint32()
		j := int32(u)
		i := j & 0x7F
		x := float64(j) * float64(normal.w[i])
		size := uint32(j)
		if j < 0 {
			size = uint32(-j)
		}
		if size < normal.k[i] {
			return x
		}
		if i == 0 { // the tail
			for {
				x = -math.Log(r.Float64()) * (1.0 / normTail)
				y := -math.Log(r.Float64())
				if y+y >= x*x {
					break
				}
			}
			if j > 0 {
				return normTail + x
			}
			return -normTail - x
		}
		if normal.f[i]+float32(r.Float64())*(normal.f[i-1]-normal.f[i]) < float32(math.Exp(-.5*x*x)) {
			return x
		}
	}
}

// ExpFloat64 returns an exponentially distributed float64 with rate 1.
func (r *Rand) ExpFloat64() float64 {
	exponential.once.Do(fillExponential)
	for {
		j := r.Uint32()
		i := j & 0xFF
		x := float64(j) * float64(exponential.w[i])
		if j < exponential.k[i] {
			return x
		}
		if i == 0 {
			return expTail - math.Log(r.Float64())
		}
		if exponential.f[i]+float32(r.Float64())*(exponential.f[i-1]-exponential.f[i]) < float32(math.Exp(-x)) {
			return x
		}
	}
}
