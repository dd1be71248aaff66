package cortex

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"striate/sim"
)

// rsFS wires 4000 + 1000 cells as the adex-rs-fs experiment does: in-degrees
// of 200 and 50 with multapses, and 400 afferents at p = .5.
func rsFS() *Network {
	n := must(NewNetwork(0.1, 1))
	rs := must(n.Populate("rs", "", sim.Excitatory, 4000, condExp()))
	fs := must(n.Populate("fs", "", sim.Inhibitory, 1000, condExp()))
	in := must(n.Source("afferent", "", 400, &Poisson{RateHz: 20}))
	for _, post := range []*Population{rs, fs} {
		must(n.Connect(ConnectSpec{Pre: rs, Post: post, Connector: FixedInDegree{K: 200, Multapses: true, Self: true}, Weight: Fixed(1), Delay: Fixed(1.5)}))
		must(n.Connect(ConnectSpec{Pre: fs, Post: post, Receptor: Inhibitory, Connector: FixedInDegree{K: 50, Multapses: true, Self: true}, Weight: Fixed(5), Delay: Fixed(1.5)}))
		must(n.Connect(ConnectSpec{Pre: in, Post: post, Connector: FixedProbability{P: 0.5, Self: true}, Weight: Fixed(4), Delay: Fixed(1.5)}))
	}
	return n
}

func BenchmarkConnect(b *testing.B) {
	for range b.N {
		n := rsFS()
		b.ReportMetric(float64(n.Synapses()), "synapses")
	}
}

// deliveryNet is one projection with in-degree 200 and its delay ring.
func deliveryNet(delay Distribution) (*Projection, []int32) {
	n := must(NewNetwork(0.1, 1))
	pre := must(n.Source("pre", "", 4000, &Poisson{RateHz: 0}))
	post := must(n.Populate("post", "", sim.Excitatory, 5000, condExp()))
	p := must(n.Connect(ConnectSpec{Pre: pre, Post: post, Connector: FixedInDegree{K: 200}, Weight: Fixed(1), Delay: delay}))
	var fired []int32
	for i := int32(3); i < 4000; i += 100 {
		fired = append(fired, i)
	}
	return p, fired
}

// BenchmarkDeliver puts the spikes of one step into the delay ring.
func BenchmarkDeliver(b *testing.B) {
	for name, delay := range map[string]Distribution{"fixed": Fixed(1.5), "uniform": Uniform{0.1, 5}} {
		b.Run(name, func(b *testing.B) {
			p, fired := deliveryNet(delay)
			s := p.strands[0]
			carried := 0
			for _, i := range fired {
				carried += int(s.syn.Row[i+1] - s.syn.Row[i])
			}
			b.ResetTimer()
			for k := range b.N {
				for j := range fired {
					fired[j] = (fired[j] + 37) % 4000
				}
				s.send(int64(k), fired, p.queue)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(carried), "ns/synapse")
		})
	}
}

// A static synapse takes 12 bytes, a plastic one 20 besides what its rule
// keeps.
func TestBytesPerSynapse(t *testing.T) {
	n := must(NewNetwork(0.1, 1))
	pre := must(n.Source("pre", "", 1000, &Poisson{RateHz: 0}))
	post := must(n.Populate("post", "", sim.Excitatory, 1000, condExp()))
	var was, is runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&was)
	p := must(n.Connect(ConnectSpec{Pre: pre, Post: post, Connector: FixedProbability{P: 0.5}, Weight: Fixed(1), Delay: Uniform{1, 5}}))
	runtime.GC()
	runtime.ReadMemStats(&is)
	ring := 8 * len(p.queue.w)
	if per := (float64(is.HeapAlloc) - float64(was.HeapAlloc) - float64(ring)) / float64(p.Synapses()); !(per < 12.5) {
		t.Errorf("%.2f bytes a static synapse, want 12", per)
	}
	p.strands[0].forLearning()
	runtime.GC()
	runtime.ReadMemStats(&is)
	if per := (float64(is.HeapAlloc) - float64(was.HeapAlloc) - float64(ring)) / float64(p.Synapses()); !(per < 20.5) {
		t.Errorf("%.2f bytes a plastic synapse, want 20", per)
	}
	runtime.KeepAlive(n)
}

// BenchmarkSideBySide is half a second of that network on all cores, alone and
// together with others; x-real-time is of all together.
func BenchmarkSideBySide(b *testing.B) {
	for _, networks := range []int{1, 2, 4} {
		b.Run(fmt.Sprint(networks), func(b *testing.B) {
			all := make([]*Network, networks)
			for k := range all {
				all[k] = rsFS()
			}
			spikes := make([]int, networks)
			b.ResetTimer()
			for range b.N {
				var wg sync.WaitGroup
				for k, n := range all {
					wg.Go(func() {
						for range 50 { // as a session runs it: a frame at a time
							for _, s := range must(n.Run(n.Steps()+100, nil)) {
								spikes[k] += len(s)
							}
						}
					})
				}
				wg.Wait()
			}
			b.ReportMetric(float64(b.N*networks)*0.5/b.Elapsed().Seconds(), "x-real-time")
			b.ReportMetric(float64(spikes[0])/float64(b.N), "spikes")
		})
	}
}
